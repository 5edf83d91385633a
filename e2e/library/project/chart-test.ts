import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartRenderer, fieldOf } from '@flotilla/constructs/testing';
import { App } from 'cdk8s';
import { parcels } from './chart';

const renderChart = chartRenderer(parcels(new App()));

test('the number of pods is a value while nothing scales them', () => {
  const objects = renderChart({ replicaCount: 5, autoscaling: { enabled: false } });
  assert.equal(fieldOf(objects.one('Deployment', 'parcels'), '/spec/replicas'), 5);
  assert.deepEqual(objects.ofKind('HorizontalPodAutoscaler'), []);
});

test('a misspelt value is refused', () => {
  assert.throws(() => renderChart({ replicas: 5 }), /value replicas: found a key that is not a value of this chart/);
});
