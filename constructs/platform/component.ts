import type { Construct } from 'constructs';
import { objectLabels, ReleaseNames, type Selector } from '../microservice';
import type { Topology } from '../topology';
import { Values } from '../values';

/** What all parts of the platform are given. */
export interface PlatformPartProps {
  /** The fleet that the platform serves: who may connect, and what is made for whom. */
  readonly topology: Topology;
  /** The system that the platform is part of. @default - none */
  readonly partOf?: string;
  /**
   * Where the platform's values stand; every part has its own key below.
   * @default - at the top of the chart
   */
  readonly values?: Values;
}

/** What the files of one part of the platform share. */
export interface Component {
  readonly name: string;
  readonly topology: Topology;
  readonly names: ReleaseNames;
  /** Values of the part itself. */
  readonly values: Values;
  /** Values that all parts share. */
  readonly platform: Values;
  /** Name of the part's main objects in this release. */
  readonly fullName: string;
  /** Labels of the part's pods. */
  readonly selector: Selector;
  /** Metadata of the part's main objects. */
  readonly metadata: ComponentMetadata;
}

export interface ComponentMetadata {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

/**
 * Order in which Argo CD applies the parts, each when the one before is healthy: Secrets, servers, what is made inside
 * the servers, and after them the services with their migrations. Helm and kubectl apply all at once, and every part
 * waits for what it needs by itself.
 */
export const syncWave = { secrets: -5, servers: -4, provisioning: -3 } as const;

/** @param role value of the label `app.kubernetes.io/component` */
export function componentOf(
  scope: Construct,
  name: string,
  props: PlatformPartProps,
  wave: number,
  role = 'server',
): Component {
  const names = ReleaseNames.of(scope);
  const platform = props.values ?? Values.of(scope);
  const fullName = names.named(name);
  return {
    name,
    topology: props.topology,
    names,
    platform,
    values: platform.at(name),
    fullName,
    selector: names.selector(name, role),
    metadata: {
      name: fullName,
      labels: { ...objectLabels(names, name, props.partOf), 'app.kubernetes.io/component': role },
      annotations: { 'argocd.argoproj.io/sync-wave': String(wave) },
    },
  };
}

/** Metadata of a further object of a component. */
export function metadataOf({ metadata, fullName }: Component, suffix: string): ComponentMetadata {
  return { ...metadata, name: `${fullName}-${suffix}` };
}
