import { expressionOf, Given, Guard, type Template } from '../template';
import { optionalDnsSubdomain, type Values } from '../values';

const quantity = '^[1-9][0-9]{0,5}(Mi|Gi|Ti)$';

/** The volume claim template of a StatefulSet, from the values below `persistence`. */
export function volumeClaim(
  values: Values,
  name: string,
  labels: Readonly<Record<string, string>>,
  size: string,
): Template {
  const own = values
    .at('persistence')
    .describe('The volume of each server. Kubernetes refuses to change it on a StatefulSet that exists.');
  const storageClass = own.string('storageClassName', {
    default: '',
    pattern: optionalDnsSubdomain,
    description: 'StorageClass of the volume; empty: the default of the cluster.',
  });
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    // Immutable, so without the labels that change with the chart.
    metadata: { name, labels: { ...labels } },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: {
        requests: {
          storage: own.text('size', { default: size, pattern: quantity, description: 'Size of the volume.' }),
        },
      },
      storageClassName: new Guard(new Given([...own.path, 'storageClassName']), expressionOf(storageClass)),
      volumeMode: 'Filesystem',
    },
  };
}
