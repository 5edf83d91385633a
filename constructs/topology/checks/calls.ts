import { operationsOf, type ServiceDeclaration } from '../../declaration';
import type { Problem } from '../declaration-errors';
import { declarationFile, type PathStep, placeOf } from '../place';
import { adviceOnUnknown, type Check, type Fleet, listed } from './fleet';

/** Calls, forwards and commands lead to services that exist and offer what is asked of them. */
export const checkCalls: Check = (fleet) =>
  fleet.services.flatMap((service) => [
    ...Object.entries(service.calls).flatMap(([peer, call]) =>
      checkPeer(fleet, service, ['calls', peer], (callee) => {
        const list: PathStep[] = Array.isArray(call) ? ['calls', peer] : ['calls', peer, 'operations'];
        return missing(service, list, operationsOf(call), callee, 'operation', 'http.operations', {
          ...callee.http.operations,
        });
      }),
    ),
    ...Object.keys(service.forwards ?? {}).flatMap((peer) =>
      checkPeer(fleet, service, ['forwards', peer], (callee) =>
        callee.http.routes.length > 0
          ? []
          : [
              {
                place: placeOf(service.name, 'forwards', peer),
                found: `${peer}, which has no public route`,
                expected: 'a service with public routes, as nothing else is forwarded',
                fix: `remove the forward or add routes to ${declarationFile(peer)}: http.routes`,
              },
            ],
      ),
    ),
    ...Object.entries(service.sends ?? {}).flatMap(([peer, commands]) =>
      checkPeer(fleet, service, ['sends', peer], (receiver) =>
        missing(service, ['sends', peer], commands, receiver, 'command', 'handles', { ...receiver.handles }),
      ),
    ),
  ]);

/** Checks the peer of an edge, and then what is asked of it where the peer is known. */
function checkPeer(
  { byName, unreadable }: Fleet,
  { name }: ServiceDeclaration,
  path: readonly [string, string],
  then: (peer: ServiceDeclaration) => Problem[],
): Problem[] {
  const peer = path[1];
  if (peer === name) {
    return [
      {
        place: placeOf(name, ...path),
        found: `${peer}, the service itself`,
        expected: 'another service',
        fix: 'remove it and use the code directly',
      },
    ];
  }
  if (unreadable.has(peer)) {
    return [];
  }
  const declaration = byName.get(peer);
  if (declaration !== undefined) {
    return then(declaration);
  }
  const others = [...new Set([...byName.keys(), ...unreadable])].filter((other) => other !== name);
  return [
    {
      place: placeOf(name, ...path),
      found: `the unknown service ${peer}`,
      expected: others.length > 0 ? `one of ${listed(others)}` : 'another service, but there is none in the topology',
      fix: adviceOnUnknown(peer),
    },
  ];
}

function missing(
  { name }: ServiceDeclaration,
  list: readonly PathStep[],
  asked: readonly string[],
  peer: ServiceDeclaration,
  kind: 'operation' | 'command',
  field: string,
  offered: object,
): Problem[] {
  return asked.flatMap((item, index) =>
    Object.hasOwn(offered, item)
      ? []
      : [
          {
            place: placeOf(name, ...list, index),
            found: `the unknown ${kind} ${item}`,
            expected: `a${kind === 'operation' ? 'n' : ''} ${kind} of ${peer.name}: ${listed(Object.keys(offered))}`,
            fix: `correct the name or add ${item} to ${declarationFile(peer.name)}: ${field}`,
          },
        ],
  );
}
