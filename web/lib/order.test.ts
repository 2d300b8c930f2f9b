import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ErrorCode, Problem } from '../../contract/errors.ts'
import { newKey, order } from './order.ts'
import { ApiProblem, NoAnswer } from './problem.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function refusal(code: ErrorCode): ApiProblem {
  const problem: Problem = {
    type: `https://okpay.test/errors/${code}`,
    title: code,
    status: 402,
    code,
    detail: '',
    blame: 'payer',
    retryable: false,
    next_step: 'none',
    request_id: 'req_1',
  }
  return new ApiProblem(problem, undefined)
}

test('an answer that was lost is asked for again until it comes, and the screen is told', async () => {
  const uncertain = vi.fn<() => void>()
  const send = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new NoAnswer())
    .mockRejectedValueOnce(new NoAnswer())
    .mockResolvedValue('done')
  const outcome = order(send, uncertain)
  await vi.runAllTimersAsync()
  expect(await outcome).toBe('done')
  expect([send.mock.calls.length, uncertain.mock.calls.length]).toEqual([3, 2])
})

test('a refusal is an answer: it is not repeated', async () => {
  const send = vi.fn<() => Promise<string>>().mockRejectedValue(refusal('insufficient_funds'))
  await expect(order(send, () => undefined)).rejects.toBeInstanceOf(ApiProblem)
  expect(send).toHaveBeenCalledTimes(1)
})

test.each(['overloaded', 'idempotency_key_in_use', 'internal_error'] as const)(
  '%s is no answer yet',
  async code => {
    const send = vi.fn<() => Promise<string>>().mockRejectedValueOnce(refusal(code)).mockResolvedValue('done')
    const outcome = order(send, () => undefined)
    await vi.runAllTimersAsync()
    expect(await outcome).toBe('done')
  },
)

test('after five silences the person decides, with the same order', async () => {
  const send = vi.fn<() => Promise<string>>().mockRejectedValue(new NoAnswer())
  await Promise.all([
    expect(order(send, () => undefined)).rejects.toBeInstanceOf(NoAnswer),
    vi.runAllTimersAsync(),
  ])
  expect(send).toHaveBeenCalledTimes(5)
})

test('every intention has a key of its own', () => {
  expect(newKey()).not.toBe(newKey())
})
