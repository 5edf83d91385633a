import { desk, render, serviceChart } from './test-fleet';

const chart = serviceChart(desk);
const both = { targetCPUUtilizationPercentage: 60, targetMemoryUtilizationPercentage: 80 };

test("a scaler looks at the service's container, as one beside it may request nothing", () => {
  const [hpa] = render(chart, { autoscaling: both }).ofKind('HorizontalPodAutoscaler');
  const metric = (name: string, averageUtilization: number) => ({
    type: 'ContainerResource',
    containerResource: { name, container: 'desk', target: { type: 'Utilization', averageUtilization } },
  });
  expect(hpa?.spec).toMatchObject({ metrics: [metric('memory', 80), metric('cpu', 60)] });
});

test("and so does KEDA, besides the backlog of the service's consumers", () => {
  const [scaledObject] = render(chart, { autoscaling: { scaler: 'keda', ...both } }).ofKind('ScaledObject');
  const trigger = (type: string, value: string) => ({
    type,
    metricType: 'Utilization',
    metadata: { containerName: 'desk', value },
  });
  expect(scaledObject?.spec).toMatchObject({
    triggers: [trigger('memory', '80'), trigger('cpu', '60'), { type: 'nats-jetstream' }],
  });
});
