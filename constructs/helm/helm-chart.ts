import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { evaluateInStockApp } from '../synth';
import { type Expression, type JsonObject, stringPlaceholder } from '../template';
import { release, Values } from '../values';
import { textProblems } from './chart-texts';

/** What Chart.yaml says of a chart. */
export interface HelmChartProps {
  /** Semantic version of the chart, in full, e.g. `1.0.0-rc.1`. */
  readonly version: string;
  /** Version of what the chart installs: the default image tag, and a label of all objects. */
  readonly appVersion: string;
  readonly description: string;
  /** File that declares the chart, relative to the repository, for "generated from". */
  readonly source: string;
  /** @default - none */
  readonly keywords?: readonly string[];
  /** @default - none */
  readonly home?: string;
  /** @default - none */
  readonly sources?: readonly string[];
  /** URL of an image. @default - none */
  readonly icon?: string;
  /** @default - none */
  readonly maintainers?: readonly { readonly name: string; readonly url?: string; readonly email?: string }[];
  /** Annotations of Artifact Hub and others. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Versions of Kubernetes that the chart runs on. The suffix `-0` admits vendors' builds.
   * @default '>=1.29.0-0'
   */
  readonly kubeVersion?: string;
  /**
   * Charts below this one. Each can be switched off by `<name>.enabled`, and installs by itself too.
   * @default - none
   */
  readonly subcharts?: readonly HelmChart[];
  /** Values files with which the chart is linted and rendered in tests, by name. @default - none */
  readonly ci?: Readonly<Record<string, JsonObject>>;
}

/** Source: https://semver.org/spec/v2.0.0.html */
const semanticVersion =
  /^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}(-(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

const version = 'v?([0-9]+|[xX*])([.]([0-9]+|[xX*])){0,2}(-[0-9A-Za-z.-]+)?([+][0-9A-Za-z.-]+)?';
const bound = `(=|!=|>|<|>=|=>|<=|=<|~|~>|\\^)? *${version}`;
const bounds = `(${bound}(( *, *| +)${bound})*|${version} +- +${version})`;
/** Source: https://github.com/Masterminds/semver, which Helm reads ranges with. */
const versionRange = new RegExp(`^ *${bounds}( *[|][|] *${bounds})* *$`);

/**
 * A cdk8s chart that is also a Helm chart: its values are parameters, its objects templates. The construct's id is the
 * chart's name.
 */
export class HelmChart extends Chart {
  readonly name: string;
  readonly values: Values;
  /** What is printed after an installation. @default - nothing */
  notes?: Expression;

  constructor(
    scope: Construct,
    id: string,
    readonly props: HelmChartProps,
  ) {
    refuseTakenName(scope, id);
    super(scope, id, { namespace: stringPlaceholder(release.namespace), disableResourceNameHashes: true });
    if (!/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(id)) {
      throw new Error(
        `chart ${this.node.path}: found name "${id}", expected a DNS label (lower case, at most 63 characters)`,
      );
    }
    if (id === 'global') {
      throw new Error(
        `chart ${this.node.path}: found name "global", expected another: there stand the values that an umbrella chart ` +
          'and the charts below it share; rename it',
      );
    }
    if (!semanticVersion.test(props.version)) {
      throw new Error(
        `chart ${this.node.path}: found version "${props.version}", expected a semantic version in full, such as 1.0.0 or ` +
          '1.0.0-rc.1; change `version`',
      );
    }
    if (!/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(props.appVersion)) {
      throw new Error(
        `chart ${this.node.path}: found appVersion "${props.appVersion}", expected an image tag that a label may hold ` +
          'too (letters, digits, ".", "_" and "-", at most 63 characters); for build metadata write "_" instead of "+"',
      );
    }
    const { kubeVersion } = props;
    if (kubeVersion !== undefined && !versionRange.test(kubeVersion)) {
      throw new Error(
        `chart ${this.node.path}: found kubeVersion "${kubeVersion}", expected a range of semantic versions, such as ` +
          '>=1.29.0-0; change it, or leave it out to have that',
      );
    }
    const names = (props.subcharts ?? []).map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
      throw new Error(
        `chart ${this.node.path}: found two subcharts "${twice}", expected each once; remove or rename one of them`,
      );
    }
    const problems = textProblems(props).map((problem) => `chart ${this.node.path}: ${problem}`);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    this.name = id;
    this.values = Values.of(this);
    const { version, appVersion } = props;
    evaluateInStockApp(this, () => this.values.stock, { version, appVersion, namespace: 'default' });
  }
}

/** The construct library would speak of constructs and their names, which are the charts' here. */
function refuseTakenName(scope: Construct, id: string): void {
  if (scope.node.tryFindChild(id) === undefined) return;
  const path = [scope.node.path, id].filter((part) => part !== '').join('/');
  throw new Error(
    `chart ${path}: found the name "${id}", which another chart or construct beside it has, expected one that is not taken; ` +
      'an umbrella chart, too, is named unlike all charts below it: rename it',
  );
}
