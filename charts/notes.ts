import {
  allOf,
  Choice,
  type Condition,
  type Expression,
  expressionOf,
  Given,
  Installed,
  Join,
  not,
  release,
  stringPlaceholder,
  Text,
} from '@flotilla/constructs';

const name = stringPlaceholder(release.name);
const namespace = stringPlaceholder(release.namespace);
const kubectl = `kubectl --namespace ${namespace}`;

/**
 * What Helm says after an installation of the shop: what is still to be done, and where it is reached.
 * @param direct an Ingress leads to services past the gateway
 */
export function shopNotes(direct: Condition): Expression {
  const secretsAreMade = allOf(new Installed('platform'), switched('platform', 'bootstrap', 'enabled'));
  return new Text([
    lines(`The shop is installed as release ${name} in namespace ${namespace}.`, ''),
    when(
      not(secretsAreMade),
      lines(
        'platform.bootstrap.enabled is false, so Secrets come from elsewhere, and pods wait for them: docs/gitops.md lists',
        'them. Those that are there:',
        `  ${kubectl} get secrets`,
        'A Job that has failed before they were there runs again when it is deleted and the release upgraded:',
        `  ${kubectl} get jobs`,
        '',
      ),
    ),
    // A chart below an umbrella always carries the release's name before its own.
    new Choice(
      new Installed('gateway'),
      reach(`${name}-gateway`, ['gateway']),
      lines('The gateway is not installed.', ''),
    ),
    where(direct, 'Reach services past the gateway by an Ingress:', 'directIngress', 'hosts'),
    lines('Test it:', `  helm --namespace ${namespace} test ${name}`),
  ]);
}

/** What Helm says after an installation of the gateway alone. @param fullName of its main objects */
export function gatewayNotes(fullName: string): Expression {
  return new Text([
    lines(`The gateway is installed as release ${name} in namespace ${namespace}.`, ''),
    reach(fullName, []),
    lines('Test it:', `  helm --namespace ${namespace} test ${name}`),
  ]);
}

/** Where the gateway is reached. @param values path of its values */
function reach(fullName: string, values: readonly string[]): Expression {
  const ingress = switched(...values, 'ingress', 'enabled');
  const route = switched(...values, 'httpRoute', 'enabled');
  return new Text([
    lines('Wait until it is ready:', `  ${kubectl} rollout status deployment/${fullName}`, ''),
    where(ingress, 'Reach the gateway by its Ingress:', ...values, 'ingress', 'hosts'),
    where(route, 'Reach the gateway by its HTTPRoute:', ...values, 'httpRoute', 'hostnames'),
    lines(
      'Reach the gateway from here:',
      `  ${kubectl} port-forward service/${fullName} 8080:80`,
      '  curl http://localhost:8080/docs',
      '',
    ),
  ]);
}

function switched(...path: readonly string[]): Condition {
  return new Given(path, true);
}

/** The hosts in a list of the values, while something leads from them to the shop. */
function where(open: Condition, how: string, ...hosts: readonly string[]): Expression {
  return when(open, new Text([`${how}\n  `, new Join(hosts, ', '), '\n\n']));
}

function when(condition: Condition, text: Expression): Expression {
  return new Choice(condition, text, '');
}

function lines(...texts: readonly string[]): Expression {
  return expressionOf(texts.map((text) => `${text}\n`).join(''));
}
