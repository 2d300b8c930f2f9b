import { readFile } from 'node:fs/promises'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import type { Operation } from '../contract/operation.ts'
import { operations } from '../contract/operations.ts'
import { staffOperations } from '../contract/staff-operations.ts'
import { bodyExamples } from './openapi-examples.ts'
import { staffBodyExamples } from './openapi-staff-examples.ts'
import { openApiDocument, possibleErrors } from './openapi-document.ts'
import { generatedFiles } from './openapi.ts'

const customers: readonly Operation[] = Object.values(operations)
const staff: readonly Operation[] = Object.values(staffOperations)
const document = openApiDocument(customers)

describe.each([
  { realm: 'customers', list: customers, document, examples: bodyExamples },
  { realm: 'staff', list: staff, document: openApiDocument(staff, 'staff'), examples: staffBodyExamples },
])('the document of $realm', ({ list, document: described, examples }) => {
  test('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone({ ...described }))
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
  })

  test('has no reference that leads nowhere', () => {
    const text = JSON.stringify(described)
    const targets = new Set(
      Array.from(
        text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g),
        ([, kind, name]) => `${kind}/${name}`,
      ),
    )
    expect(targets.size).toBeGreaterThan(10)
    const named = Object.entries(described.components).flatMap(([kind, parts]) =>
      Object.keys(parts).map(name => `${kind}/${name}`),
    )
    for (const target of targets) expect(named).toContain(target)
    expect(text).not.toContain('$defs')
  })

  test('says what is declared on each operation', () => {
    for (const operation of list) {
      const part = described.paths[operation.path]?.[operation.method.toLowerCase()]
      const text = JSON.stringify(part)
      expect(part?.['operationId']).toBe(operation.id)
      expect(part?.['x-okpay-permission']).toBe(operation.permission)
      for (const code of possibleErrors(operation)) expect(text).toContain(`\`${code}\``)
      for (const [, name] of operation.path.matchAll(/\{(\w+)\}/g))
        expect(text).toContain(`"name":"${name}","in":"path"`)
      expect(text.includes('"Idempotency-Key"')).toBe(operation.idempotency === 'required')
    }
  })

  test('has an example for every body, and every example is accepted by its operation', () => {
    const bodies = list.flatMap(({ id, body }) => (body === undefined ? [] : [{ id, body }]))
    expect(new Set(Object.keys(examples))).toEqual(new Set(bodies.map(({ id }) => id)))
    const refused = bodies.filter(({ id, body }) => !body.safeParse(examples[id]).success)
    expect(refused.map(({ id }) => id)).toEqual([])
  })
})

test('no schema became empty by being decoded', () => {
  const request = document.paths['/v1/transfers']?.['post']?.['requestBody']
  expect(JSON.stringify(request)).toContain('"amount":{"$ref":"#/components/schemas/Money"}')
  expect(JSON.stringify(document.components.schemas)).not.toMatch(/"(?!additionalProperties)\w+":\{\}[,}]/)
})

test.each(generatedFiles())(
  '$path is what the contract says now; else run: node tools/openapi.ts',
  async file => {
    expect(await readFile(new URL(`../${file.path}`, import.meta.url), 'utf8')).toBe(file.text)
  },
)
