/**
 * The objects of one service as plain data: what a script without any construct writes. No object stands in two
 * places, so that YAML has no reason for an alias.
 */
export function plainService(name: string): object[] {
  const selector = () => ({ 'app.kubernetes.io/name': name });
  const metadata = () => ({ name, namespace: 'shop', labels: { ...selector(), 'app.kubernetes.io/part-of': 'shop' } });
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(), automountServiceAccountToken: false },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(),
      data: {
        LOG_LEVEL: 'info',
        HTTP_PORT: '3000',
        PRODUCTS_URL: 'http://products',
        PAYMENTS_URL: 'http://payments',
        GREETING: `Welcome to ${name}.\nMind the step.\n`,
      },
      immutable: true,
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata(),
      spec: {
        minReadySeconds: 0,
        progressDeadlineSeconds: 600,
        selector: { matchLabels: selector() },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: { metadata: { labels: selector() }, spec: plainPod(name) },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(),
      spec: {
        externalIPs: [],
        ports: [{ name: 'http', port: 80, targetPort: 3000 }],
        selector: selector(),
        type: 'ClusterIP',
      },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metadata(),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicas: 2,
        maxReplicas: 10,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
        ],
        behavior: {
          scaleDown: {
            policies: [{ type: 'Pods', value: 2, periodSeconds: 300 }],
            selectPolicy: 'Max',
            stabilizationWindowSeconds: 300,
          },
          scaleUp: {
            policies: [
              { type: 'Pods', value: 4, periodSeconds: 60 },
              { type: 'Percent', value: 200, periodSeconds: 60 },
            ],
            selectPolicy: 'Max',
            stabilizationWindowSeconds: 0,
          },
        },
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { ...metadata(), annotations: { 'nginx.ingress.kubernetes.io/proxy-read-timeout': '60' } },
      spec: {
        ingressClassName: 'nginx',
        rules: [
          {
            host: `${name}.example.com`,
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { number: 80 } } } }],
            },
          },
        ],
        tls: [{ hosts: [`${name}.example.com`], secretName: `${name}-tls` }],
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadata(),
      spec: {
        podSelector: { matchLabels: selector() },
        policyTypes: ['Egress', 'Ingress'],
        ingress: [
          {
            from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'gateway' } } }],
            ports: [{ port: 3000, protocol: 'TCP' }],
          },
        ],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                podSelector: {},
              },
            ],
            ports: [
              { port: 53, protocol: 'UDP' },
              { port: 53, protocol: 'TCP' },
            ],
          },
          {
            to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'products' } } }],
            ports: [{ port: 3000, protocol: 'TCP' }],
          },
        ],
      },
    },
  ];
}

function plainPod(name: string): object {
  const probe = (path: string) => ({ httpGet: { path, port: 9090, scheme: 'HTTP' } });
  return {
    automountServiceAccountToken: false,
    containers: [
      {
        name,
        image: `registry.example.com/shop/${name}:1.4.2`,
        imagePullPolicy: 'Always',
        env: [
          { name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: `${name}-db-secret`, key: 'db_url' } } },
          { name: 'RELEASE', value: '1.4.2' },
        ],
        envFrom: [{ configMapRef: { name } }],
        ports: [
          { name: 'http', containerPort: 3000 },
          { name: 'admin', containerPort: 9090 },
        ],
        startupProbe: { ...probe('/startupz'), failureThreshold: 30 },
        readinessProbe: { ...probe('/readyz'), failureThreshold: 3, periodSeconds: 5 },
        livenessProbe: { ...probe('/livez'), failureThreshold: 3, periodSeconds: 10 },
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          privileged: false,
          readOnlyRootFilesystem: true,
          runAsGroup: 10001,
          runAsNonRoot: true,
          runAsUser: 10001,
        },
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      },
    ],
    dnsPolicy: 'ClusterFirst',
    hostNetwork: false,
    restartPolicy: 'Always',
    securityContext: {
      fsGroup: 10001,
      fsGroupChangePolicy: 'Always',
      runAsGroup: 10001,
      runAsNonRoot: true,
      runAsUser: 10001,
    },
    serviceAccountName: name,
    setHostnameAsFQDN: false,
    terminationGracePeriodSeconds: 45,
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
  };
}
