import { readFile } from 'node:fs/promises'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { operations } from '../contract/operations.ts'
import { bodyExamples } from './openapi-examples.ts'
import { openApiDocument, possibleErrors } from './openapi-document.ts'
import { generatedFiles } from './openapi.ts'

const list = Object.values(operations)
const document = openApiDocument(list)

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone({ ...document }))
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
})

test('every reference leads somewhere', () => {
  const text = JSON.stringify(document)
  const targets = new Set(
    Array.from(
      text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g),
      ([, kind, name]) => `${kind}/${name}`,
    ),
  )
  expect(targets.size).toBeGreaterThan(10)
  const named = Object.entries(document.components).flatMap(([kind, parts]) =>
    Object.keys(parts).map(name => `${kind}/${name}`),
  )
  for (const target of targets) expect(named).toContain(target)
  expect(text).not.toContain('$defs')
})

test('what is declared on an operation is in the document', () => {
  for (const operation of list) {
    const described = document.paths[operation.path]?.[operation.method.toLowerCase()]
    const text = JSON.stringify(described)
    expect(described?.['operationId']).toBe(operation.id)
    for (const code of possibleErrors(operation)) expect(text).toContain(`\`${code}\``)
    for (const [, name] of operation.path.matchAll(/\{(\w+)\}/g))
      expect(text).toContain(`"name":"${name}","in":"path"`)
    expect(text.includes('"Idempotency-Key"')).toBe(operation.idempotency === 'required')
  }
})

test('no schema became empty by being decoded', () => {
  const request = document.paths['/v1/transfers']?.['post']?.['requestBody']
  expect(JSON.stringify(request)).toContain('"amount":{"$ref":"#/components/schemas/Money"}')
  expect(JSON.stringify(document.components.schemas)).not.toMatch(/"(?!additionalProperties)\w+":\{\}[,}]/)
})

test('every operation with a body has an example, and every example is accepted by its operation', () => {
  const withBody = list.filter(operation => 'body' in operation)
  expect(new Set(Object.keys(bodyExamples))).toEqual(new Set(withBody.map(({ id }) => id)))
  const refused = withBody.filter(({ id, body }) => !body.safeParse(bodyExamples[id]).success)
  expect(refused.map(({ id }) => id)).toEqual([])
})

test.each(generatedFiles())(
  '$path is what the contract says now; else run: node tools/openapi.ts',
  async file => {
    expect(await readFile(new URL(`../${file.path}`, import.meta.url), 'utf8')).toBe(file.text)
  },
)
