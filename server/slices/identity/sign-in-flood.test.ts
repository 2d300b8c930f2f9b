import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startTestApp } from '../../../test/factories/app.ts'
import { makeCustomer, usualPassword } from '../../../test/factories/customers.ts'

const { app, person } = await startTestApp()
const origin = await app.http.listen({ port: 0, host: '127.0.0.1' })

const mebibyte = 1_024 * 1_024

/** Two hundred computations of tens of milliseconds each, one after the other, on a machine that may be busy. */
const patienceMs = 180_000

test(
  'two hundred sign-ins at once are all served; memory stays, and others hardly notice',
  async () => {
    const world = { db: app.db, clock: { now: () => new Date() }, identity: app.slices.identity }
    const emails: string[] = []
    while (emails.length < 200) emails.push((await makeCustomer(world)).email)
    const { token } = await person({ EUR: 10_00n })
    const lookAtWallet = async () => {
      const startedAt = performance.now()
      const { status } = await fetch(`${origin}/v1/wallet`, { headers: { authorization: `Bearer ${token}` } })
      return { status, ms: performance.now() - startedAt }
    }
    await lookAtWallet()

    let open = 0
    const startedAt = performance.now()
    const rssBefore = process.memoryUsage.rss()
    const signIn = async (email: string) => {
      open += 1
      const answer = await fetch(`${origin}/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: usualPassword, delivery: 'token' }),
      })
      await answer.text()
      open -= 1
      return answer.status
    }
    const flood = Promise.all(emails.map(signIn))
    const goesOn = (): boolean => open > 0
    const others: { status: number; ms: number }[] = []
    let rssMost = 0
    while (goesOn()) {
      others.push(await lookAtWallet())
      rssMost = Math.max(rssMost, process.memoryUsage.rss())
      await sleep(10)
    }
    const statuses = await flood
    const floodMs = performance.now() - startedAt

    expect(statuses.filter(status => status >= 300)).toEqual([])
    expect(others.filter(({ status }) => status !== 200)).toEqual([])
    // Each computation holds 19 MiB and at most three run: two hundred at once would hold 3.8 GB.
    expect((rssMost - rssBefore) / mebibyte).toBeLessThan(256)
    // Whoever had to stand in line with the sign-ins would wait for half of them; the others wait for none.
    const sorted = others.map(({ ms }) => ms).toSorted((a, b) => a - b)
    expect(sorted.length).toBeGreaterThan(20)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(floodMs / 20)
    expect(sorted.at(-1)).toBeLessThan(floodMs / 3)
  },
  patienceMs,
)
