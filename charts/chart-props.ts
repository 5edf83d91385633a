import type { HelmChartProps, ServiceDeclaration } from '@flotilla/constructs';
import { serviceCiValues } from './ci-values';

/** Version of all charts of the shop; they are released together. */
export const version = '0.1.0';

/** Version of the shop's images, and the default image tag. */
export const appVersion = '0.1.0';

/** The system that all services are part of. */
export const partOf = 'shop';

/** Repository of a service's image. */
export function repository(service: string): string {
  return `flotilla/${service}`;
}

/** What the Chart.yaml of every chart says. */
export function chartProps(name: string, description: string, keywords: readonly string[]): HelmChartProps {
  return {
    version,
    appVersion,
    description,
    source: `charts/${name}.ts`,
    keywords: ['microservice', ...keywords],
    home: 'https://flotilla.example',
    sources: ['https://flotilla.example/source'],
    icon: 'https://flotilla.example/icon.svg',
    maintainers: [{ name: 'Flotilla' }],
    annotations: {
      'artifacthub.io/license': 'Apache-2.0',
      'artifacthub.io/category': 'integration-delivery',
      'artifacthub.io/changes': '- kind: added\n  description: First release.\n',
    },
  };
}

/** The same for the chart of a service. */
export function serviceChartProps(declaration: ServiceDeclaration, keywords: readonly string[]): HelmChartProps {
  return { ...chartProps(declaration.name, declaration.description, keywords), ci: serviceCiValues };
}
