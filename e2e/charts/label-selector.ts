/** What labels say. */
export type Labels = Readonly<Record<string, string>>;

/** A LabelSelector of the Kubernetes API. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/**
 * Whether a selector matches labels. All its requirements must hold, so an empty selector matches everything.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/
 */
export function selects({ matchLabels = {}, matchExpressions = [], ...rest }: LabelSelector, labels: Labels): boolean {
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    throw new Error(`label selector: found ${unknown}, expected matchLabels and matchExpressions`);
  }
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          throw new Error(
            `label selector: found operator ${operator}, expected In, NotIn, Exists or DoesNotExist for ${key}`,
          );
      }
    })
  );
}
