data "aws_ec2_instance_type" "this" {
  instance_type = var.instance_type
}

locals {
  processor = data.aws_ec2_instance_type.this.supported_architectures[0]
}

data "aws_ami" "debian" {
  most_recent = true
  # Debian's own account.
  owners = ["136693071363"]
  filter {
    name   = "name"
    values = ["debian-13-${local.processor == "x86_64" ? "amd64" : local.processor}-*"]
  }
  filter {
    name   = "architecture"
    values = [local.processor]
  }
}

resource "aws_key_pair" "admin" {
  key_name_prefix = "taskuno-"
  public_key      = var.ssh_public_key
}

resource "aws_instance" "this" {
  ami                    = data.aws_ami.debian.id
  instance_type          = var.instance_type
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.this.id]
  key_name               = aws_key_pair.admin.key_name
  user_data = templatefile("${path.module}/cloud-init.yaml.tftpl", {
    domain = var.domain
    image  = var.image
    # The name that the kernel gives the volume.
    device = "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${replace(aws_ebs_volume.data.id, "-", "")}"
    files = {
      for name in ["compose.yaml", "Caddyfile", "switch.sh", "update.sh"] :
      name => base64encode(file("${path.module}/../../vm/${name}"))
    }
  })

  root_block_device {
    volume_size = 16
    volume_type = "gp3"
    encrypted   = true
  }

  # No program on the machine reads its metadata without a session token.
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  lifecycle {
    # A newer Debian or another version of the app does not replace the machine: upgrade it in place.
    ignore_changes = [ami, user_data]
  }

  tags = { Name = "taskuno" }
}

resource "aws_ebs_volume" "data" {
  availability_zone = aws_subnet.public.availability_zone
  size              = var.volume_gb
  type              = "gp3"
  encrypted         = true
  tags              = { Name = "taskuno-data", Snapshots = "taskuno" }

  lifecycle {
    prevent_destroy = true
  }
}

# cloud-init waits for it, then mounts it where Docker keeps its volumes.
resource "aws_volume_attachment" "data" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.data.id
  instance_id = aws_instance.this.id
}

resource "aws_eip" "this" {
  domain   = "vpc"
  instance = aws_instance.this.id
}

resource "aws_route53_record" "this" {
  count   = var.zone_id == "" ? 0 : 1
  zone_id = var.zone_id
  name    = var.domain
  type    = "A"
  ttl     = 300
  records = [aws_eip.this.public_ip]
}
