import { afterEach, expect, test, vi } from 'vitest'
import { api } from './api.ts'
import { NoAnswer } from './problem.ts'
import { currentStepUp, onStepUp, type StepUpOutcome } from './step-up.ts'

type Sent = { body: string; key: string | null; challenge: string | null }

const refusalOf = (id: string) => ({
  status: 403,
  body: {
    code: 'step_up_required',
    title: 'Please confirm that it is you',
    detail: 'Nothing has been done yet.',
    details: { challenge: { id, operation: 'transfer', display: {}, methods: ['email_code'] } },
  },
})
const made = { status: 201, body: { id: 'tr_1', status: 'completed' } }

/** Answers one request after the other; `lost` never arrives. */
function answering(...answers: ({ status: number; body: unknown } | 'lost')[]): Sent[] {
  const sent: Sent[] = []
  vi.stubGlobal('fetch', (_url: string, init: { body: string; headers: Record<string, string> }) => {
    const { headers, body } = init
    sent.push({
      body,
      key: headers['idempotency-key'] ?? null,
      challenge: headers['step-up-challenge'] ?? null,
    })
    const answer = answers.shift()
    if (answer === undefined || answer === 'lost') return Promise.reject(new TypeError('Failed to fetch'))
    return Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status }))
  })
  return sent
}

/** A person at the sheet who decides like this, one challenge after the other. */
function deciding(...outcomes: StepUpOutcome[]): () => void {
  return onStepUp(() => {
    const asked = currentStepUp()
    if (asked) queueMicrotask(() => asked.settle(outcomes.shift() ?? 'canceled'))
  })
}

afterEach(() => vi.unstubAllGlobals())

const pay = (key: string) =>
  api('createTransfer', { key, body: { recipient: 'a@b.cd', amount: { value: '1.00', currency: 'EUR' } } })

test('confirmed, the same request goes again with the challenge', async () => {
  const sent = answering(refusalOf('chal_1'), made)
  const leave = deciding('passed')
  expect(await pay('key-1')).toMatchObject({ id: 'tr_1' })
  leave()
  expect(sent.map(({ key, challenge }) => [key, challenge])).toEqual([
    ['key-1', null],
    ['key-1', 'chal_1'],
  ])
  expect(new Set(sent.map(({ body }) => body)).size).toBe(1)
  expect(currentStepUp()).toBeUndefined()
})

test('canceled, the refusal is what comes back, and nothing is sent again', async () => {
  const sent = answering(refusalOf('chal_2'))
  const leave = deciding('canceled')
  await expect(pay('key-2')).rejects.toMatchObject({ problem: { code: 'step_up_required' } })
  leave()
  expect(sent).toHaveLength(1)
})

test('begun again, the server is asked for another challenge', async () => {
  const sent = answering(refusalOf('chal_3'), refusalOf('chal_4'), made)
  const leave = deciding('again', 'passed')
  expect(await pay('key-3')).toMatchObject({ id: 'tr_1' })
  leave()
  expect(sent.map(({ challenge }) => challenge)).toEqual([null, null, 'chal_4'])
})

test('an order whose answer was lost is repeated with the proof that was given for it', async () => {
  const sent = answering(refusalOf('chal_5'), 'lost', made)
  const leave = deciding('passed')
  await expect(pay('key-5')).rejects.toThrow(NoAnswer)
  expect(await pay('key-5')).toMatchObject({ id: 'tr_1' })
  leave()
  expect(sent.map(({ challenge }) => challenge)).toEqual([null, 'chal_5', 'chal_5'])
})

test('where nothing can show it nobody waits for a confirmation', async () => {
  answering(refusalOf('chal_6'))
  await expect(pay('key-6')).rejects.toMatchObject({ problem: { code: 'step_up_required' } })
})
