import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { internalPrefix, type Route, type ServiceDeclaration } from '../declaration';
import { Edits } from '../synth';
import {
  allOf,
  anyOf,
  type Condition,
  Guard,
  Installed,
  Items,
  NameInSubchart,
  stringPlaceholder,
  type Template,
  Text,
} from '../template';
import { release, Values } from '../values';
import { completeIngress, directIngressEnabled } from './ingress-values';
import { addCommonMetadata } from './microservice';
import { servicePort } from './service';
import { objectLabels, ReleaseNames } from './service-context';

export interface DirectIngressProps {
  /** The services that are led to; each is a chart below this one, named like the service. */
  readonly declarations: readonly ServiceDeclaration[];
  /** The system that the services are part of. @default - none */
  readonly partOf?: string;
}

/**
 * The form without a gateway: an Ingress of ingress-nginx that leads `/<service>` straight to each service.
 *
 * With `rewrite` the first segment is stripped, for services whose paths do not carry their name. The pattern has two
 * groups, so the rest of the path is `$2`: a rewrite to `/$1`, which is often copied, sends every request to `/` and
 * loses the path. Stripping would also turn `/products/internal/quote`, which nobody serves, into an operation that is
 * for peers only; a longer path, which wins, leads all of these to `/`. Its second group is empty: what followed would
 * else be a path of its own, and `/products/internal/internal/quote` that operation again.
 */
export class DirectIngress extends Construct {
  readonly ingress: k8s.KubeIngress;
  /** It is switched on, and leads to a service that is installed. */
  readonly open: Condition;

  constructor(scope: Construct, id: string, { declarations, partOf }: DirectIngressProps) {
    super(scope, id);
    const names = ReleaseNames.of(this);
    const values = Values.of(this);
    const own = values
      .at('directIngress')
      .describe('The Ingress past the gateway, switched by global.directIngress.enabled.');
    const rewrite = own.flag('rewrite', {
      default: !declarations.some(carriesName),
      description:
        'Strip the first segment of the path; false: pass paths as they are, to services whose paths carry their name.',
    });
    const name = stringPlaceholder(new Text([release.name, '-direct']));
    this.ingress = new k8s.KubeIngress(this, 'direct-ingress', {
      metadata: {
        name,
        // Part of the whole release, also where that is named like the umbrella chart.
        labels: {
          ...objectLabels(names, 'direct', partOf),
          'app.kubernetes.io/instance': stringPlaceholder(release.name),
        },
        annotations: { 'nginx.ingress.kubernetes.io/use-regex': 'true' },
      },
      spec: {},
    });
    this.open = allOf(directIngressEnabled(values), anyOf(...declarations.map(({ name }) => new Installed(name))));
    const stripped = declarations.filter(({ http }) => Object.keys(http.operations ?? {}).length > 0);
    completeIngress(this.ingress, {
      values: own,
      enabled: this.open,
      secretName: `${name}-tls`,
      paths: [
        ...(stripped.length === 0
          ? []
          : [new Guard(rewrite, new Items(stripped.map(({ name }) => pathTo(name, operationsOf(name)))))]),
        ...declarations.map(({ name }) => pathTo(name, `/${name}(/|$)(.*)`)),
      ],
    });
    Edits.of(this.ingress).set(
      '/metadata/annotations/nginx.ingress.kubernetes.io~1rewrite-target',
      new Guard(rewrite, '/$2'),
    );
    addCommonMetadata(this, own);
  }
}

/** True where a service's public paths begin with its name, as `/orders/{id}` does. */
function carriesName({ name, http }: ServiceDeclaration): boolean {
  return http.routes.some(({ path }: Route) => path === `/${name}` || path.startsWith(`/${name}/`));
}

/** What stripping would turn into operations of a service, also where nginx is told not to merge slashes. */
function operationsOf(service: string): string {
  return `/${service}/+${internalPrefix.replaceAll('/', '')}(/|$)().*`;
}

function pathTo(service: string, path: string): Template {
  return new Guard(new Installed(service), {
    path,
    pathType: 'ImplementationSpecific',
    backend: { service: { name: stringPlaceholder(new NameInSubchart(service)), port: { number: servicePort } } },
  });
}
