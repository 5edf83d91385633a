import { isDeepStrictEqual } from 'node:util';
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ServiceDeclaration } from '../declaration';
import {
  Choice,
  type Condition,
  Equals,
  type Expression,
  LabelText,
  NamedText,
  not,
  stringPlaceholder,
  Text,
} from '../template';
import { type Topology, topologyOf } from '../topology';
import { chart as chartIdentity, release, Values } from '../values';

/** Labels that select the pods of one component of one release. They never change: selectors are immutable. */
export type Selector = Readonly<Record<string, string>>;

/** What every object may carry as `app.kubernetes.io/part-of`. */
const labelValue = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

const alone = new Equals(release.name, chartIdentity.name);

/**
 * Names that objects of a release have: `<prefix><name>`, the prefix empty where the release is named like the chart,
 * else `<release>-`. So a service that is installed by itself has its plain name, and two releases share none.
 */
export class ReleaseNames {
  /** Names begin with that of the release, which must leave room for them and begin as they may. */
  static readonly prefixed: Condition = not(alone);
  private readonly prefix: Expression;

  constructor(
    /** Name of the chart; every named template begins with it. */
    readonly chartName: string,
  ) {
    this.prefix = new NamedText(
      `${chartName}.prefix`,
      'Begin of all names: empty where the release is named like the chart, else the release.',
      new Choice(alone, '', new Text([release.name, '-'])),
    );
  }

  static of(scope: Construct): ReleaseNames {
    return new ReleaseNames(Chart.of(scope).node.id);
  }

  /** Name of a named template about a service: `orders.image` in the chart of orders, else `shop.image.orders`. */
  template(kind: string, service: string): string {
    return service === this.chartName ? `${this.chartName}.${kind}` : `${this.chartName}.${kind}.${service}`;
  }

  /** Name of an object, or of a peer's object, in this release. */
  name(name: string): string {
    return stringPlaceholder(new Text([this.prefix, name]));
  }

  /** The same, written once in `_helpers.tpl`. */
  named(name: string): string {
    return stringPlaceholder(
      new NamedText(this.template('fullname', name), `Name of ${name} in this release.`, new Text([this.prefix, name])),
    );
  }

  /** Value of the label `app.kubernetes.io/instance`: a service installed by itself is an instance of its own. */
  instance(name: string): string {
    return stringPlaceholder(
      new NamedText(
        this.template('instance', name),
        `Label that tells the pods of ${name} of this release from those of others.`,
        new Choice(alone, name, release.name),
      ),
    );
  }

  /** Value of the label `helm.sh/chart`: name and version of the chart. */
  chartLabel(): string {
    return stringPlaceholder(
      new NamedText(
        `${this.chartName}.chart`,
        'Label that says which chart, in which version, an object is of.',
        new LabelText(new Text([chartIdentity.name, '-', chartIdentity.version])),
      ),
    );
  }

  /** Labels by which pods of a component are found. */
  selector(name: string, component = 'server'): Selector {
    return {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/instance': this.instance(name),
      'app.kubernetes.io/component': component,
    };
  }
}

/** What the files of one service share: its declaration, its place in the topology, its names and its values. */
export interface ServiceContext {
  readonly declaration: ServiceDeclaration;
  readonly topology: Topology;
  /** The system that the service is part of. @default - none */
  readonly partOf?: string;
  readonly names: ReleaseNames;
  readonly values: Values;
  /** Name of the service's main objects in this release. */
  readonly fullName: string;
  /** Labels on every object of the service. */
  readonly labels: Readonly<Record<string, string>>;
  /** Labels of the server's pods. */
  readonly selector: Selector;
}

export interface ServiceContextProps {
  readonly declaration: ServiceDeclaration;
  readonly topology?: Topology;
  readonly partOf?: string;
  readonly values?: Values;
}

/** @throws Error where there is no declaration, as JavaScript allows, or where the topology does not hold it */
export function serviceContext(scope: Construct, props: ServiceContextProps): ServiceContext {
  const { declaration } = props;
  const { path } = scope.node;
  if (declaration === undefined || declaration === null) {
    throw new Error(`${path}: found no declaration, expected what the service says of itself; give { declaration }`);
  }
  if (props.values !== undefined && !(props.values instanceof Values)) {
    throw new Error(
      `${path}: found values that are none of a chart, expected some; give Values.of(chart).at('orders')`,
    );
  }
  const names = ReleaseNames.of(scope);
  const selector = names.selector(declaration.name);
  return {
    declaration,
    topology:
      props.topology === undefined ? topologyOf([declaration]) : topologyWith(declaration, props.topology, path),
    partOf: props.partOf,
    names,
    values: props.values ?? Values.of(scope),
    fullName: names.named(declaration.name),
    selector,
    labels: objectLabels(names, declaration.name, props.partOf),
  };
}

/** A topology checks its own declarations alone: with another one, undeclared calls would pass for declared ones. */
function topologyWith(declaration: ServiceDeclaration, topology: Topology, path: string): Topology {
  if (!(topology.byName instanceof Map)) {
    throw new Error(`${path}: found a topology that is none, expected one; give topologyOf([...])`);
  }
  const known = topology.byName.get(declaration.name);
  if (known === declaration || (known !== undefined && isDeepStrictEqual(dataOf(known), dataOf(declaration)))) {
    return topology;
  }
  throw new Error(
    known === undefined
      ? `${path}: found a topology without ${declaration.name}, expected one with it; add the declaration to topologyOf([...])`
      : `${path}: found a topology with another declaration of ${declaration.name}, expected this one; give topologyOf([...]) the same`,
  );
}

/** A declaration as plain data: without members that are undefined, and whatever realm its objects come from. */
function dataOf(declaration: ServiceDeclaration): unknown {
  return JSON.parse(JSON.stringify(declaration));
}

/** Labels of an object's metadata; unlike those of pods they may change with the chart. */
export function objectLabels(names: ReleaseNames, name: string, partOf?: string): Record<string, string> {
  if (partOf !== undefined && !labelValue.test(partOf)) {
    throw new Error(
      `chart ${names.chartName}: ${name}: found partOf "${partOf}", expected the value of a label: letters, digits, ".", ` +
        '"_" and "-", at most 63 characters; change it',
    );
  }
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': names.instance(name),
    'app.kubernetes.io/version': stringPlaceholder(chartIdentity.appVersion),
    'app.kubernetes.io/managed-by': stringPlaceholder(release.service),
    'helm.sh/chart': names.chartLabel(),
    ...(partOf === undefined ? {} : { 'app.kubernetes.io/part-of': partOf }),
  };
}
