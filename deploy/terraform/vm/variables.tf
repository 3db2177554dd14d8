variable "region" {
  description = "AWS region."
  type        = string
  default     = "eu-central-1"
}

variable "domain" {
  description = "Host name of the installation, such as tasks.example.com. Its address must lead to the machine before certificates can be had."
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.domain))
    error_message = "The domain is a host name, without https:// and without a path."
  }
}

variable "image" {
  description = "Image with its version, such as ghcr.io/example/taskuno:0.1.0."
  type        = string
}

variable "ssh_public_key" {
  description = "Public key of whoever signs in as admin, in the format of authorized_keys."
  type        = string
}

variable "ssh_from" {
  description = "Addresses that may use SSH, such as [\"203.0.113.7/32\"]. Empty: nobody."
  type        = list(string)
  default     = []
}

variable "instance_type" {
  description = "Type of the machine, of the Nitro generation (t3, t4g and later). 2 GB of memory suffice for some dozens of people."
  type        = string
  default     = "t4g.small"
}

variable "volume_gb" {
  description = "Size of the volume with the database and the attachments."
  type        = number
  default     = 40
}

variable "zone_id" {
  description = "Route 53 zone in which the domain is entered. Empty: enter the address where your DNS is."
  type        = string
  default     = ""
}

variable "snapshots_kept" {
  description = "Daily snapshots of the volume that are kept. They are no backup that taskuno restore can read: set BACKUP_TARGET as well."
  type        = number
  default     = 7
}
