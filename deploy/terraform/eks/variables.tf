variable "region" {
  description = "AWS region."
  type        = string
  default     = "eu-central-1"
}

variable "name" {
  description = "Name of the cluster, the database and the secret."
  type        = string
  default     = "taskuno"
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes."
  type        = string
  default     = "1.34"
}

variable "api_from" {
  description = "Addresses that may use the API of the cluster, such as [\"203.0.113.7/32\"]."
  type        = list(string)
  validation {
    condition     = length(var.api_from) > 0
    error_message = "Name at least the address that you run terraform and kubectl from."
  }
}

variable "node_type" {
  description = "Type of the nodes."
  type        = string
  default     = "t4g.large"
}

variable "nodes" {
  description = "Smallest, wished and largest number of nodes."
  type        = object({ min = number, desired = number, max = number })
  default     = { min = 2, desired = 3, max = 6 }
}

variable "database_class" {
  description = "Class of the database instances."
  type        = string
  default     = "db.t4g.medium"
}

variable "database_gb" {
  description = "Size of the database's disk; it grows by itself to four times that."
  type        = number
  default     = 50
}

variable "bucket_prefix" {
  description = "Begin of the names of the two buckets, for attachments and for backups. Names of buckets are unique in the world."
  type        = string
}

variable "smtp_url" {
  description = "Mail server: smtp://user:password@host:587. Empty: mails are kept and not sent."
  type        = string
  default     = ""
  sensitive   = true
}
