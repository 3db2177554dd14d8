output "kubeconfig" {
  description = "Lets kubectl reach the cluster."
  value       = "aws eks update-kubeconfig --region ${var.region} --name ${aws_eks_cluster.this.name}"
}

output "storage_url" {
  description = "STORAGE_URL of the config map."
  value       = "s3://${aws_s3_bucket.this["attachments"].id}?endpoint=https://s3.${var.region}.amazonaws.com&region=${var.region}"
}

output "backup_target" {
  description = "BACKUP_TARGET of the config map."
  value       = "s3://${aws_s3_bucket.this["backups"].id}?endpoint=https://s3.${var.region}.amazonaws.com&region=${var.region}"
}

output "database_cidr" {
  description = "Range of the database's address, for deploy/kubernetes/external-database."
  value       = local.cidr
}
