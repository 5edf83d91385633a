import { Choice, expressionOf, Fallback, Given, NamedText, type Structure, stringPlaceholder, Text } from '../template';
import { chart as chartIdentity, optionalDnsSubdomain, type Values } from '../values';

/** An image and how it is pulled, as values. */
export interface Image {
  /** `registry/repository:tag@digest`; the digest wins where it is given, the tag defaults to the chart's appVersion. */
  readonly reference: string;
  readonly pullPolicy: string;
  /**
   * Items of `imagePullSecrets`: those of all charts, then the chart's own, each once, because server-side apply refuses a
   * name that is there twice.
   */
  readonly pullSecrets: Structure;
}

export interface ImageProps {
  /** Name for the named template, e.g. `orders.image`. */
  readonly template: string;
  readonly repository: string;
  /** @default - the chart's appVersion */
  readonly tag?: string;
}

const reference = '^([a-z0-9]+([._/-][a-z0-9]+)*(:[0-9]{1,5})?(/[a-z0-9]+([._/-][a-z0-9]+)*)?|)$';

/** Declares the values of an image. */
export function imageValues(values: Values, props: ImageProps): Image {
  const own = values.at('image').describe('Image of the containers.');
  const registry = expressionOf(
    own.string('registry', {
      default: '',
      pattern: reference,
      description: 'Registry; empty: the default of the container runtime.',
    }),
  );
  const sharedRegistry = expressionOf(
    values.global.string('imageRegistry', {
      default: '',
      pattern: reference,
      description: 'Registry of all images, before the one of each image.',
    }),
  );
  const repository = own.string('repository', {
    default: props.repository,
    pattern: '^[a-z0-9]+([._/-][a-z0-9]+)*$',
    description: 'Repository of the image.',
  });
  const tag = expressionOf(
    own.string('tag', {
      default: props.tag ?? '',
      pattern: '^[A-Za-z0-9_]?[A-Za-z0-9_.-]{0,127}$',
      description:
        props.tag === undefined
          ? 'Tag; empty: the appVersion of the chart. Quote it: 1.10 is a number, "1.10" a tag.'
          : 'Tag of the image.',
    }),
  );
  const digest = own.string('digest', {
    default: '',
    pattern: '^(sha256:[0-9a-f]{64}|)$',
    description: 'Digest, e.g. sha256:…; wins over the tag where it is given.',
  });
  const host = new Choice(
    new Given(['global', 'imageRegistry']),
    new Text([sharedRegistry, '/']),
    new Choice(new Given([...own.path, 'registry']), new Text([registry, '/']), ''),
  );
  return {
    reference: stringPlaceholder(
      new NamedText(
        props.template,
        'Reference of the image: registry/repository:tag@digest.',
        new Text([
          host,
          expressionOf(repository),
          ':',
          props.tag === undefined ? new Fallback(tag, chartIdentity.appVersion) : tag,
          new Choice(new Given([...own.path, 'digest']), new Text(['@', expressionOf(digest)]), ''),
        ]),
      ),
    ),
    pullPolicy: own.string('pullPolicy', {
      default: 'IfNotPresent',
      oneOf: ['Always', 'IfNotPresent', 'Never'],
      description:
        'When the image is pulled. With a digest, Always costs one small request and guards against a poisoned node.',
    }),
    pullSecrets: values.global
      .list('imagePullSecrets', {
        default: [],
        items: pullSecret,
        description: 'Secrets for pulling the images of all charts.',
      })
      .spread(
        values.list('imagePullSecrets', {
          default: [],
          items: pullSecret,
          description: 'Secrets for pulling the images of this chart.',
        }),
      ),
  };
}

const pullSecret = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 1, pattern: optionalDnsSubdomain } },
  required: ['name'],
  additionalProperties: false,
} as const;
