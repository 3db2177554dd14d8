# The secret that deploy/kubernetes/base/external-secret.yaml copies into the cluster. It is in Terraform's state too: keep
# the state encrypted and away from people who may not read it.
resource "random_bytes" "key" {
  for_each = toset(["SECRET_KEY", "SERVICE_KEY", "INTERNAL_KEY", "METRICS_TOKEN"])
  length   = 33
}

resource "aws_secretsmanager_secret" "this" {
  name = "taskuno"
}

resource "aws_secretsmanager_secret_version" "this" {
  secret_id = aws_secretsmanager_secret.this.id
  secret_string = jsonencode(merge(
    { for name, key in random_bytes.key : name => key.base64 },
    {
      DATABASE_URL         = "postgres://taskuno:${random_password.database.result}@${aws_db_instance.this.endpoint}/taskuno?sslmode=require"
      S3_ACCESS_KEY_ID     = aws_iam_access_key.storage.id
      S3_SECRET_ACCESS_KEY = aws_iam_access_key.storage.secret
    },
    var.smtp_url == "" ? {} : { SMTP_URL = var.smtp_url },
  ))
}

# The External Secrets Operator may read this secret and no other.
data "aws_iam_policy_document" "external_secrets" {
  statement {
    actions   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    resources = [aws_secretsmanager_secret.this.arn]
  }
}

resource "aws_iam_role" "external_secrets" {
  name_prefix        = "${var.name}-secrets-"
  assume_role_policy = data.aws_iam_policy_document.assume["pods"].json
}

resource "aws_iam_role_policy" "external_secrets" {
  name   = "read"
  role   = aws_iam_role.external_secrets.id
  policy = data.aws_iam_policy_document.external_secrets.json
}

resource "aws_eks_pod_identity_association" "external_secrets" {
  cluster_name    = aws_eks_cluster.this.name
  namespace       = "external-secrets"
  service_account = "external-secrets"
  role_arn        = aws_iam_role.external_secrets.arn
}
