resource "aws_s3_bucket" "this" {
  for_each = toset(["attachments", "backups"])
  bucket   = "${var.bucket_prefix}-${each.key}"
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each                = aws_s3_bucket.this
  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# What is deleted or overwritten by mistake can be had back for 30 days.
resource "aws_s3_bucket_versioning" "this" {
  for_each = aws_s3_bucket.this
  bucket   = each.value.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = aws_s3_bucket.this
  bucket   = each.value.id
  rule {
    id     = "old-versions"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 30
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
  depends_on = [aws_s3_bucket_versioning.this]
}

# The app signs its requests to S3 with a key of its own.
resource "aws_iam_user" "storage" {
  name = "${var.name}-storage"
}

data "aws_iam_policy_document" "storage" {
  statement {
    actions   = ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"]
    resources = [for bucket in aws_s3_bucket.this : bucket.arn]
  }
  statement {
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = [for bucket in aws_s3_bucket.this : "${bucket.arn}/*"]
  }
}

resource "aws_iam_user_policy" "storage" {
  name   = "buckets"
  user   = aws_iam_user.storage.name
  policy = data.aws_iam_policy_document.storage.json
}

resource "aws_iam_access_key" "storage" {
  user = aws_iam_user.storage.name
}
