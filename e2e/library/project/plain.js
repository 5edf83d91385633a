// The same without TypeScript and without a Helm chart: a stock cdk8s chart of the author's own.
const { Microservice } = require('@flotilla/constructs');
const { App, Chart } = require('cdk8s');

const app = new App({ outdir: 'plain' });
const chart = new Chart(app, 'letters', { namespace: 'post' });
const letters = new Microservice(chart, 'letters', {
  declaration: {
    name: 'letters',
    description: 'Delivers letters.',
    http: { port: 3000, adminPort: 9090, routes: [] },
    config: {},
    calls: {},
    publishes: {},
    subscribes: {},
  },
});
letters.deployment.metadata.addAnnotation('post.example/owner', 'mail');
app.synth();
