import { natsPorts, type Topology, usesBroker } from '@flotilla/constructs';
import type { JsonObject } from '@flotilla/constructs';
import type { Labels } from './label-selector';
import {
  admittedPorts,
  allowedPorts,
  type Direction,
  type Endpoint,
  isolating,
  type Network,
  type PodEndpoint,
  type Policy,
} from './network-policy-evaluator';
import { describePorts } from './port-ranges';
import { type Workload, workloadsOf } from './workloads';
