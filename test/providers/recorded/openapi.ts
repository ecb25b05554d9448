import { Ajv } from 'ajv';
import type { PretendRequest } from '../../world/pretend-server.ts';

type Json = { readonly [key: string]: unknown };

/** A vendor's description of its API (Swagger 2.0 or OpenAPI 3), as far as requests can be held against it. */
export interface Description {
  /** What is wrong with a request by the description; empty when it fits. */
  problems(request: PretendRequest): string[];
  /** What is wrong with a JSON answer to it; a status that is not described has no form to be held against. */
  answerProblems(request: PretendRequest, status: number, body: string): string[];
}

/** `prefix` is what the paths of the description begin with on the wire. */
export function describedBy(document: unknown, prefix = ''): Description {
  const ajv = new Ajv({ strict: false, validateFormats: false, coerceTypes: false });
  const root = object(readable(document));
  const paths = Object.entries(object(root.paths))
    .map(([template, item]) => ({
      segments: `${prefix}${template}`.slice(1).split('/'),
      item: object(item),
    }))
    // Of two that fit, the one with fewer parameters is meant (OpenAPI 3.1, section 4.8.8.2).
    .sort((a, b) => parametersIn(a.segments) - parametersIn(b.segments));

  const resolved = (value: unknown): Json => {
    const { $ref: ref } = object(value);
    if (typeof ref !== 'string') return object(value);
    return resolved(
      ref
        .slice(2)
        .split('/')
        .reduce((at: unknown, key) => object(at)[key], root),
    );
  };
  // The whole document goes along, so that a schema finds what it refers to.
  const errors = (schema: unknown, value: unknown, what: string): string[] => {
    const validate = ajv.compile({ ...root, ...object(schema) });
    return validate(value)
      ? []
      : (validate.errors ?? []).map((one) => `${what}${one.instancePath} ${one.message}`);
  };

  const pathOf = (request: PretendRequest) => paths.find(({ segments }) => fits(segments, request.segments));

  return {
    answerProblems(request, status, body) {
      const operation = object(pathOf(request)?.item[request.method.toLowerCase()]);
      const described = object(operation.responses)[String(status)];
      if (described === undefined)
        return [`${request.method} ${request.path} answering ${status} is not described`];
      const answer = resolved(described);
      const schema = answer.schema ?? jsonSchema(answer.content);
      if (schema === undefined || body === '') return [];
      return errors(schema, JSON.parse(body), `answer ${status}`);
    },
    problems(request) {
      const path = pathOf(request);
      if (!path) return [`the path ${request.path} is not described`];
      const operation = path.item[request.method.toLowerCase()];
      if (!operation) return [`${request.method} ${request.path} is not described`];
      const parameters = list(object(operation).parameters).map(resolved);
      const named = (place: string, name: string) =>
        parameters.find((parameter) => parameter.in === place && parameter.name === name);

      const ofPath = path.segments.flatMap((segment, index) => {
        const parameter = segment.startsWith('{') ? named('path', segment.slice(1, -1)) : undefined;
        if (!parameter) return [];
        const schema = resolved(schemaOf(parameter));
        const given = request.segments[index];
        return errors(schema, schema.type === 'integer' ? Number(given) : given, segment);
      });
      const ofQuery = [...request.query].flatMap(([name, text]) => {
        const parameter = named('query', name);
        if (!parameter) return [`the query parameter ${name} is not described`];
        const given = resolved(schemaOf(parameter));
        // A list is one parameter for each entry.
        const schema = given.type === 'array' ? resolved(given.items) : given;
        const value = schema.type === 'boolean' ? text === 'true' : text;
        return errors(schema, schema.type === 'integer' ? Number(text) : value, name);
      });
      return [...ofPath, ...ofQuery, ...ofBody(bodySchema(object(operation), parameters), request.body)];
    },
  };

  function bodySchema(operation: Json, parameters: readonly Json[]): unknown {
    const inParameter = parameters.find((parameter) => parameter.in === 'body');
    return inParameter?.schema ?? jsonSchema(resolved(operation.requestBody).content);
  }

  /** The fields of an object, those of its forms included. */
  function propertiesOf(schema: Json): string[] {
    const forms = ['anyOf', 'allOf'].flatMap((key) => list(schema[key])).map(resolved);
    return [...Object.keys(object(schema.properties)), ...forms.flatMap(propertiesOf)];
  }

  function ofBody(schema: unknown, body: string): string[] {
    if (schema === undefined) return body === '' ? [] : ['a body is not described'];
    const value: unknown = JSON.parse(body);
    const whole = resolved(schema);
    const known = propertiesOf(resolved(whole.items ?? whole));
    const unknownFields = (Array.isArray(value) ? value : [value])
      .flatMap((one) => Object.keys(object(one)))
      .filter((field) => !known.includes(field))
      .map((field) => `the field ${field} is not described`);
    return [...errors(schema, value, 'body'), ...unknownFields];
  }
}

/**
 * The document as JSON Schema has it: a schema without a type that may be null says so there, since there is no
 * `nullable`; a pattern that is none (they are cut, or in slashes) says nothing; and what fits two of the forms of
 * `oneOf`, which vendors use for "one of these", fits.
 */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value)
    .filter(([key, one]) => key !== 'pattern' || typeof one !== 'string' || isPattern(one))
    .map(([key, one]) => [key === 'oneOf' ? 'anyOf' : key, readable(one)]);
  const { nullable, ...rest } = object(Object.fromEntries(fields));
  if (nullable !== true || rest.type !== undefined) return Object.fromEntries(fields);
  return { anyOf: [rest, { type: 'null' }] };
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== '' && !text.startsWith('/');
  } catch {
    return false;
  }
}

/** That of JSON, whatever the vendor calls it (`application/hal+json`). */
function jsonSchema(content: unknown): unknown {
  const entry = Object.entries(object(content)).find(([type]) => /json/.test(type));
  return object(entry?.[1]).schema;
}

function fits(template: readonly string[], given: readonly string[]): boolean {
  return (
    template.length === given.length &&
    template.every((segment, index) =>
      segment.startsWith('{') ? given[index] !== '' : segment === given[index],
    )
  );
}

function parametersIn(template: readonly string[]): number {
  return template.filter((segment) => segment.startsWith('{')).length;
}

/** Swagger 2.0 says a parameter's type and enum beside its name. */
function schemaOf(parameter: Json): Json {
  if (parameter.schema !== undefined) return object(parameter.schema);
  return { type: parameter.type, ...(parameter.enum !== undefined && { enum: parameter.enum }) };
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
