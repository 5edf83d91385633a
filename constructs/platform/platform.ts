import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { addCommonMetadata, checkRelease, ReleaseNames } from '../microservice';
import { allOf, LongerThan } from '../template';
import { release, Values } from '../values';
import { Bootstrap, type FurtherSecrets } from './bootstrap';
import type { PlatformPartProps } from './component';
import { externalSecret } from './external-secret';
import type { ProvisionerImageProps } from './job';
import { Nats } from './nats';
import { PostgreSql } from './postgresql';
import { Provisioner } from './provisioner';

export interface PlatformProps extends PlatformPartProps, FurtherSecrets, ProvisionerImageProps {}

/** Everything that a fleet of microservices stands on: the broker, a database for first tries, and what is in them. */
export class Platform extends Construct {
  readonly nats: Nats;
  readonly postgresql: PostgreSql;
  readonly provisioner: Provisioner;
  readonly bootstrap: Bootstrap;
  readonly externalSecret: ApiObject;

  constructor(scope: Construct, id: string, props: PlatformProps) {
    super(scope, id);
    const values = props.values ?? Values.of(this);
    this.nats = new Nats(this, 'nats', props);
    this.postgresql = new PostgreSql(this, 'postgresql', props);
    this.provisioner = new Provisioner(this, 'provisioner', props);
    this.bootstrap = new Bootstrap(this, 'bootstrap', props);
    this.externalSecret = externalSecret(this, props);
    checkRelease(values, 'nats');
    values.refuse(
      allOf(ReleaseNames.prefixed, new LongerThan(release.name, longestRelease)),
      `release name: longer than ${longestRelease} characters, which leaves no room for the names of Jobs and of pods; choose a shorter one`,
    );
    addCommonMetadata(this, values);
  }
}

/** The longest name of an object is `<release>-provisioner-input-<10 digits>`, and 63 characters are the least limit. */
const longestRelease = 63 - '-provisioner-input-'.length - 10;
