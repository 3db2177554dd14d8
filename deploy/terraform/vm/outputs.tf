output "address" {
  description = "The machine's address. Without zone_id, enter it as the A record of the domain."
  value       = aws_eip.this.public_ip
}

output "url" {
  description = "Where the app answers once the domain leads to the machine."
  value       = "https://${var.domain}"
}

output "first_account" {
  description = "Prints the link with which the first account is created."
  value       = "ssh admin@${aws_eip.this.public_ip} sudo docker compose --project-directory /opt/taskuno-deploy logs blue green | grep setup"
}
