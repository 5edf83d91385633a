/** What a case is asked to do: its process gets both as arguments. */
export interface Job {
  readonly services: readonly string[];
  /** Existing folder for one YAML file a service, `<service>.k8s.yaml`. */
  readonly folder: string;
}

export function jobOf([services, folder]: readonly string[]): Job {
  if (!(Number(services) > 0) || folder === undefined) {
    throw new Error(`found arguments "${services} ${folder}", expected a number of services and a folder`);
  }
  return { services: Array.from({ length: Number(services) }, (_, index) => `service-${index}`), folder };
}
