import { z } from 'zod'
import { commonErrors, type Operation } from '../contract/operation.ts'
import { errorCatalogue, errorCodes, type ErrorCode } from '../contract/errors.ts'
import { bodyExamples } from './openapi-examples.ts'
import { problemSchema } from './openapi-problem.ts'
import { schemesOf, securityOf, type Realm } from './openapi-security.ts'
import { staffBodyExamples } from './openapi-staff-examples.ts'

/** A part of the document. JSON Schema is open by nature, so it is not typed further here. */
type Json = Record<string, unknown>

export type OpenApiDocument = {
  openapi: '3.1.1'
  info: Json
  servers: Json[]
  tags: Json[]
  paths: Record<string, Record<string, Json>>
  components: Record<'schemas' | 'headers' | 'securitySchemes', Record<string, Json>>
}

const moneyMovingErrors: readonly ErrorCode[] = [
  'idempotency_key_missing',
  'idempotency_key_in_use',
  'idempotency_key_reused',
]
const bodyErrors: readonly ErrorCode[] = ['duplicate_key', 'body_too_large', 'unsupported_media_type']

/** Collects named schemas while operations are described; the same name must always mean the same shape. */
type Schemas = Record<string, Json>

/**
 * The wire side of a schema as JSON Schema 2020-12. Requests and answers both travel undecoded, hence `input`.
 * Named parts (`meta.id`) move to the document's components.
 */
function schemaOf(schema: z.ZodType, named: Schemas): Json {
  const {
    $schema: _,
    $defs,
    ...own
  } = z.toJSONSchema(schema, {
    io: 'input',
    override({ jsonSchema }) {
      // zod repeats the format as a regular expression of 300 characters, which tells a reader nothing more.
      if (jsonSchema.format === 'date' || jsonSchema.format === 'date-time') delete jsonSchema.pattern
      // Whole numbers come with the bounds of doubles, which nobody chose.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
  for (const [name, part] of Object.entries($defs ?? {})) {
    const { id: _id, ...described } = withComponentRefs(part)
    if (named[name] !== undefined && JSON.stringify(named[name]) !== JSON.stringify(described))
      throw new Error(`two different schemas are called ${name}; give one of them another meta id`)
    named[name] = described
  }
  return withComponentRefs(own)
}

function withComponentRefs(part: unknown): Json {
  return JSON.parse(JSON.stringify(part).replaceAll('"#/$defs/', '"#/components/schemas/'))
}

/** What the door itself refuses, by who may call. */
const admissionErrors: Record<Operation['access'], readonly ErrorCode[]> = {
  public: [],
  customer: ['not_signed_in'],
  half_session: ['not_signed_in'],
  counterparty: [],
  test_helper: [],
  staff_public: ['network_not_allowed'],
  staff_half: ['network_not_allowed', 'not_signed_in'],
  staff: ['network_not_allowed', 'not_signed_in', 'forbidden'],
}

/** Every refusal this operation can answer, from its declaration and from what the platform adds by itself. */
export function possibleErrors(operation: Operation): ErrorCode[] {
  const all: ErrorCode[] = [...commonErrors, ...operation.errors]
  all.push(...admissionErrors[operation.access])
  if (operation.method !== 'GET') all.push('foreign_origin')
  if (operation.idempotency === 'required') all.push(...moneyMovingErrors)
  const unique = new Set(all)
  if (operation.body === undefined) for (const code of bodyErrors) unique.delete(code)
  return errorCodes.filter(code => unique.has(code))
}

function refusals(operation: Operation): Record<string, Json> {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of possibleErrors(operation)) {
    const { status } = errorCatalogue[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const entries = Array.from(byStatus, ([status, codes]): [string, Json] => [
    String(status),
    {
      description: codes.map(code => `\`${code}\``).join(', '),
      headers: {
        'Request-Id': { $ref: '#/components/headers/RequestId' },
        ...(status === 429 || status === 503
          ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }
          : {}),
      },
      content: {
        'application/problem+json': {
          schema: {
            allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
          },
        },
      },
    },
  ])
  return Object.fromEntries(entries.toSorted(([a], [b]) => Number(a) - Number(b)))
}

function successOf(operation: Operation, named: Schemas): Json {
  const { status, body, file } = operation.success
  return {
    [status]: {
      description: status === 204 ? 'Done; nothing to say.' : operation.summary,
      headers: {
        'Request-Id': { $ref: '#/components/headers/RequestId' },
        'RateLimit-Policy': { $ref: '#/components/headers/RateLimitPolicy' },
        RateLimit: { $ref: '#/components/headers/RateLimit' },
        ...(operation.idempotency === 'required'
          ? { 'Idempotency-Replayed': { $ref: '#/components/headers/IdempotencyReplayed' } }
          : {}),
      },
      ...(body === null ? {} : { content: { 'application/json': { schema: schemaOf(body, named) } } }),
      ...(file === undefined ? {} : { content: { [file]: {} } }),
    },
  }
}

function parametersIn(place: 'path' | 'query', schema: z.ZodObject | undefined, named: Schemas): Json[] {
  if (schema === undefined) return []
  const described = schemaOf(schema, named)
  const required = new Set(Array.isArray(described['required']) ? described['required'] : [])
  return Object.entries(described['properties'] ?? {}).map(([name, own]) => ({
    name,
    in: place,
    required: place === 'path' || required.has(name),
    schema: own,
  }))
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'Chosen by you, new for every new intention, the same for every repetition. Repeating a request with its key returns the first outcome.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  example: '5f2b8c1e-6d0a-4c1f-9e53-0b7a2f4d8c11',
}

function tagOf(operation: Operation): string {
  const parts = operation.path.split('/')
  return parts[parts[1] === 'staff' ? 3 : 2] ?? 'other'
}

function describe(operation: Operation, named: Schemas): Json {
  const parameters = [
    ...parametersIn('path', operation.params, named),
    ...parametersIn('query', operation.query, named),
    ...(operation.idempotency === 'required' ? [idempotencyKey] : []),
  ]
  const example = bodyExamples[operation.id] ?? staffBodyExamples[operation.id]
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [tagOf(operation)],
    security: securityOf[operation.access],
    ...(operation.permission === undefined ? {} : { 'x-okpay-permission': operation.permission }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: schemaOf(operation.body, named),
                ...(example === undefined ? {} : { example }),
              },
            },
          },
        }),
    responses: { ...successOf(operation, named), ...refusals(operation) },
  }
}

const headers: Record<string, Json> = {
  RequestId: { description: 'Names this request in our logs.', schema: { type: 'string' } },
  RetryAfter: {
    description: 'Seconds to wait before trying again.',
    schema: { type: 'integer', minimum: 1 },
  },
  RateLimitPolicy: {
    description: 'The budget this operation draws from (IETF draft RateLimit header fields).',
    schema: { type: 'string', examples: ['"money";q=20;w=1'] },
  },
  RateLimit: {
    description: 'What is left of it.',
    schema: { type: 'string', examples: ['"money";r=19;t=1'] },
  },
  IdempotencyReplayed: {
    description: '`true` when this is the stored outcome of an earlier request with the same key.',
    schema: { type: 'string', enum: ['true'] },
  },
}

const titles: Record<Realm, string> = { customers: 'OKPay API', staff: 'OKPay console API' }

/** The OpenAPI 3.1 document of one realm's operations. */
export function openApiDocument(
  operations: readonly Operation[],
  realm: Realm = 'customers',
): OpenApiDocument {
  const named: Schemas = {}
  schemaOf(z.object({ problem: problemSchema }), named)
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of operations)
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describe(operation, named),
    }
  return {
    openapi: '3.1.1',
    info: {
      title: titles[realm],
      version: '1',
      description:
        'Money is `{"value":"10.50","currency":"EUR"}`, a decimal string with at most the decimals of its currency. Times are RFC 3339 in UTC. Errors are RFC 9457 problem details; their `type` is a page that explains them. Unknown fields are refused.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Array.from(new Set(operations.map(tagOf)), name => ({ name })),
    paths: JSON.parse(JSON.stringify(paths, (_key, part: unknown) => asReference(part, named))),
    components: { schemas: sortedByName(named), headers, securitySchemes: schemesOf[realm] },
  }
}

/**
 * Money in a request is decoded and so has no name of its own, but it is the same object as in an answer: where a
 * part is exactly a named schema, the document says the name.
 */
function asReference(part: unknown, named: Schemas): unknown {
  if (typeof part !== 'object' || part === null || !('properties' in part)) return part
  const { description, ...shape } = { description: undefined, ...part }
  const text = JSON.stringify(shape)
  for (const [name, { description: _, ...schema }] of Object.entries(named))
    if (JSON.stringify(schema) === text)
      return { ...(description === undefined ? {} : { description }), $ref: `#/components/schemas/${name}` }
  return part
}

function sortedByName(named: Schemas): Schemas {
  return Object.fromEntries(Object.entries(named).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
