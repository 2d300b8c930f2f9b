import { expect, test } from 'vitest'
import { errorCatalogue, errorCodes, type Problem } from '../../contract/errors.ts'
import { ApiProblem, codeOf, fieldProblem, isProblem, nextStepOf, NoAnswer } from './problem.ts'

const invalid: Problem = {
  type: 'https://okpay.test/errors/validation_failed',
  title: 'Some of the details need a correction',
  status: 422,
  code: 'validation_failed',
  detail: 'Nothing was done.',
  blame: 'request',
  retryable: false,
  next_step: 'fix_input',
  request_id: 'req_1',
  errors: [{ path: 'amount.value', code: 'amount_too_precise', detail: 'Fewer decimals, please.' }],
}

test('every code of the catalogue is understood', () => {
  for (const code of errorCodes) {
    const problem = { ...invalid, code, next_step: errorCatalogue[code].next }
    expect(isProblem(problem)).toBe(true)
    expect(codeOf(new ApiProblem(problem, undefined))).toBe(code)
    expect(nextStepOf(new ApiProblem(problem, undefined))).toBe(errorCatalogue[code].next)
  }
})

test('a code of a newer version is understood as a refusal', () => {
  expect(isProblem({ ...invalid, code: 'invented_since' })).toBe(true)
})

test.each([[null], ['text'], [{}], [{ code: 7, title: '', detail: '' }], [{ code: 'not_found' }]])(
  '%j is no problem of ours',
  value => {
    expect(isProblem(value)).toBe(false)
  },
)

test('a field is found by its path or by a part of it', () => {
  const problem = new ApiProblem(invalid, undefined)
  expect(fieldProblem(problem, 'amount')).toBe('Fewer decimals, please.')
  expect(fieldProblem(problem, 'amount.value')).toBe('Fewer decimals, please.')
  expect(fieldProblem(problem, 'amo')).toBeUndefined()
  expect(fieldProblem(new NoAnswer(), 'amount')).toBeUndefined()
})

test('silence has a name of its own, anything else has none', () => {
  expect(codeOf(new NoAnswer())).toBe('no_answer')
  expect(codeOf(new Error('broken'))).toBeUndefined()
})
