# What deploy/kubernetes expects in the cluster. A network load balancer passes connections to ingress-nginx, which knows
# the addresses of the callers by the PROXY protocol.
resource "helm_release" "ingress_nginx" {
  name             = "ingress-nginx"
  namespace        = "ingress-nginx"
  create_namespace = true
  repository       = "https://kubernetes.github.io/ingress-nginx"
  chart            = "ingress-nginx"
  version          = "4.13.3"
  values = [yamlencode({
    controller = {
      replicaCount = 2
      config = {
        use-proxy-protocol = "true"
        # Requests that are running and event streams get a minute at a reload or an update.
        worker-shutdown-timeout = "60s"
      }
      service = {
        annotations = {
          "service.beta.kubernetes.io/aws-load-balancer-type"           = "nlb"
          "service.beta.kubernetes.io/aws-load-balancer-proxy-protocol" = "*"
        }
      }
    }
  })]
  depends_on = [aws_eks_addon.this]
}

resource "helm_release" "cert_manager" {
  name             = "cert-manager"
  namespace        = "cert-manager"
  create_namespace = true
  repository       = "https://charts.jetstack.io"
  chart            = "cert-manager"
  version          = "v1.19.1"
  values           = [yamlencode({ crds = { enabled = true } })]
  depends_on       = [aws_eks_addon.this]
}

resource "helm_release" "external_secrets" {
  name             = "external-secrets"
  namespace        = "external-secrets"
  create_namespace = true
  repository       = "https://charts.external-secrets.io"
  chart            = "external-secrets"
  version          = "0.20.4"
  depends_on       = [aws_eks_addon.this, aws_eks_pod_identity_association.external_secrets]
}
