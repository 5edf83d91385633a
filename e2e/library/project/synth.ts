import { chartFiles, compileChart, writeFolder } from '@flotilla/constructs';
import { App } from 'cdk8s';
import { parcels } from './chart';

const app = new App({ outdir: 'manifests' });
const chart = parcels(app);
app.synth(); // manifests/parcels.k8s.yaml: plain YAML with default values
writeFolder('parcels', chartFiles(compileChart(chart))); // parcels/: what `helm install parcels ./parcels` takes
