import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ErrorCode, Problem } from '../../contract/errors.ts'
import { isOpen, newKey, order, pressed, type KeptKeys } from './order.ts'
import { ApiProblem, NoAnswer } from './problem.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', new EventTarget())
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

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

test('whoever has a network again is not kept waiting for the next turn', async () => {
  const send = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new NoAnswer())
    .mockRejectedValueOnce(new NoAnswer())
    .mockResolvedValue('done')
  const outcome = order(send, () => undefined)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(send).toHaveBeenCalledTimes(2)
  window.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(0)
  expect(await outcome).toBe('done')
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

test('the same wish pressed again after silence is the same order, another wish is another', async () => {
  const keys: string[] = []
  const silent = (key: string) => {
    keys.push(key)
    return Promise.reject(new NoAnswer())
  }
  const wish = { refund: 'tr_1', amount: '5.00' }
  await Promise.all([
    expect(pressed(wish, silent)).rejects.toBeInstanceOf(NoAnswer),
    expect(pressed({ ...wish, amount: '6.00' }, silent)).rejects.toBeInstanceOf(NoAnswer),
    vi.runAllTimersAsync(),
  ])
  expect(new Set(keys).size).toBe(2)
  const answered: string[] = []
  const answers = (key: string) => Promise.resolve(answered.push(key))
  await pressed(wish, answers)
  expect(answered).toEqual([keys[0]])
  await pressed(wish, answers)
  expect(answered[1]).not.toBe(answered[0])
})

test('a wish that was refused is over: pressed again it is a new order', async () => {
  const keys: string[] = []
  const wish = { refund: 'tr_2' }
  for (const _ of [1, 2])
    await expect(
      pressed(wish, key => {
        keys.push(key)
        return Promise.reject(refusal('insufficient_funds'))
      }),
    ).rejects.toBeInstanceOf(ApiProblem)
  expect(new Set(keys).size).toBe(2)
})

test('every intention has a key of its own', () => {
  expect(newKey()).not.toBe(newKey())
})

describe('a form that keeps the keys of its presses', () => {
  const formWith = (kept: Map<string, string>): KeptKeys => ({
    get: name => kept.get(name),
    set: (name, key) => void kept.set(name, key),
    delete: name => void kept.delete(name),
  })

  test('is told of the key before the order leaves, and rid of it by an answer', async () => {
    const kept = new Map<string, string>()
    const atDeparture: string[] = []
    await pressed('rent', key => Promise.resolve(atDeparture.push(key, ...kept.values())), formWith(kept))
    expect(atDeparture[1]).toBe(atDeparture[0])
    expect(kept.size).toBe(0)
  })

  test('orders the same under the key it had before a reload', async () => {
    const kept = new Map([[JSON.stringify('gas'), 'key from before']])
    const keys: string[] = []
    for (const wish of ['gas', 'water'])
      await pressed(wish, key => Promise.resolve(keys.push(key)), formWith(kept))
    expect(keys[0]).toBe('key from before')
    expect(keys[1]).not.toBe('key from before')
  })

  test.each(['not_signed_in', 'rate_limited', 'step_up_required', 'idempotency_key_reused'] as const)(
    'keeps it after %s: an earlier try may have been carried out',
    async code => {
      const kept = new Map<string, string>()
      const keys: string[] = []
      const refuses = (key: string) => {
        keys.push(key)
        return Promise.reject(refusal(code))
      }
      await expect(pressed(code, refuses, formWith(kept))).rejects.toBeInstanceOf(ApiProblem)
      expect([...kept.values()]).toEqual(keys)
      expect(isOpen(code, formWith(kept))).toBe(true)
      await pressed(code, key => Promise.resolve(keys.push(key)), formWith(kept))
      expect(keys[1]).toBe(keys[0])
      expect(isOpen(code, formWith(kept))).toBe(false)
    },
  )

  test('takes a key that was used for something else with it when it is left', async () => {
    const keys: string[] = []
    const refuses = (key: string) => {
      keys.push(key)
      return Promise.reject(refusal('idempotency_key_reused'))
    }
    for (const form of [formWith(new Map()), formWith(new Map())]) {
      expect(isOpen('water', form)).toBe(false)
      await expect(pressed('water', refuses, form)).rejects.toBeInstanceOf(ApiProblem)
    }
    expect(new Set(keys).size).toBe(2)
  })

  test('that was left takes no key with it that got no answer: the same wish is the same order', async () => {
    const keys: string[] = []
    const silent = (key: string) => {
      keys.push(key)
      return Promise.reject(new NoAnswer())
    }
    const left = pressed('oil', silent, formWith(new Map()))
    await Promise.all([expect(left).rejects.toBeInstanceOf(NoAnswer), vi.runAllTimersAsync()])
    expect(isOpen('oil', formWith(new Map()))).toBe(true)
    await pressed('oil', key => Promise.resolve(keys.push(key)), formWith(new Map()))
    expect(new Set(keys).size).toBe(1)
  })
})
