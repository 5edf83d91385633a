/** For tests: real servers, shared by a run and divided between its tests, or private ones to be killed. */
export { eventually } from './eventually';
export { type PrivateServer, startPrivateNats, startPrivatePostgresql } from './private-servers';
export { givenSaga, type SagaScenario } from './saga-scenario';
export { createStreams, type StreamOverrides } from './streams';
export { createTestBroker, type TestBroker } from './test-broker';
export { createTestDatabase, type TestDatabase } from './test-database';
