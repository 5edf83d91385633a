/** For tests: real servers, shared by a run and divided between its tests, or private ones to be killed. */
export { CleanupStack } from './cleanup-stack';
export { eventually } from './eventually';
export {
  type ContractAlone,
  type Fake,
  type FakeHandlers,
  type FakeMessageInput,
  type Fleet,
  type FleetOptions,
  type FleetServices,
  startFleet,
  type WholeService,
} from './fleet';
export { indexConditionOf } from './index-condition';
export { type PrivateServer, startPrivateNats, startPrivatePostgresql } from './private-servers';
export { givenSaga, type SagaScenario } from './saga-scenario';
export { createStreams, type StreamOverrides } from './streams';
export { createTestBroker, type TestBroker } from './test-broker';
export { createTestDatabase, type TestDatabase } from './test-database';
export { testRetention } from './test-retention';
export { createTestTokens, type TestTokens } from './test-tokens';
