import type { z } from 'zod'
import { fieldCodes, type FieldCode } from '../../../contract/errors.ts'
import type { InvalidField } from '../errors.ts'

type Issue = z.core.$ZodIssue

/** More would only make the answer long; whoever has fifty mistakes starts with the first ones. */
const maxFields = 50

/** A path is echoed, and an unknown field's name is the sender's choice. */
const maxPathLength = 200

/** zod's findings in the words of our catalogue. `input` is what was parsed, to tell "missing" from "wrong". */
export function invalidFields(issues: readonly Issue[], input: unknown): InvalidField[] {
  const fields: InvalidField[] = []
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) fields.push({ path: pathOf([...issue.path, key]), code: 'unknown_field' })
    else fields.push(invalidField(issue, input))
    if (fields.length >= maxFields) break
  }
  return fields.slice(0, maxFields)
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.').slice(0, maxPathLength).toWellFormed()
}

function invalidField(issue: Issue, input: unknown): InvalidField {
  const path = pathOf(issue.path)
  if (issue.code === 'custom') return { path, ...customRule(issue.params) }
  if (valueAt(input, issue.path) === undefined) return { path, code: 'required' }
  return { path, ...rule(issue) }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}

type Rule = Pick<InvalidField, 'code' | 'params'>

/** Our own refinements name the broken rule in `params.field` (contract/schemas.ts). */
function customRule(params: Record<string, unknown> | undefined): Rule {
  const code = fieldCodes.find(known => known === params?.['field']) ?? 'malformed'
  const facts: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(params ?? {}))
    if (name !== 'field' && (typeof value === 'string' || typeof value === 'number')) facts[name] = value
  return Object.keys(facts).length > 0 ? { code, params: facts } : { code }
}

function rule(issue: Exclude<Issue, { code: 'custom' }>): Rule {
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'wrong_type' }
    case 'too_small':
      return {
        code: sizeRule(issue.origin, 'too_short', 'too_small'),
        params: { min: Number(issue.minimum) },
      }
    case 'too_big':
      return { code: sizeRule(issue.origin, 'too_long', 'too_large'), params: { max: Number(issue.maximum) } }
    case 'invalid_value':
      return { code: 'not_allowed', params: { options: issue.values.slice(0, 20).map(String).join(', ') } }
    case 'not_multiple_of':
    case 'invalid_union':
      return { code: 'not_allowed' }
    case 'unrecognized_keys':
      return { code: 'unknown_field' }
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    default:
      return { code: 'malformed' }
  }
}

/** Strings and lists have a length, numbers and dates a size. */
function sizeRule(origin: string, ofLength: FieldCode, ofNumber: FieldCode): FieldCode {
  return ['string', 'array', 'set', 'map', 'file'].includes(origin) ? ofLength : ofNumber
}
