import { diagnosisCauses, type DiagnosisCause } from '../../contract/api/diagnosis.ts'
import { expect } from 'vitest'
import { startTestApp, type Person } from '../../test/factories/app.ts'
import english from '../messages/diagnosis/en.json' with { type: 'json' }
import chinese from '../messages/diagnosis/zh-CN.json' with { type: 'json' }

export const eur = (value: string) => ({ value, currency: 'EUR' as const })

/** The whole program, and what it says of a transaction in both languages. */
export async function startDiagnosis(environment: Record<string, string> = {}) {
  const world = await startTestApp(environment)

  async function ask(who: Person, number: string, language: 'en' | 'zh-CN' = 'en') {
    return await world.call('GET', `/v1/transactions/${number}/diagnosis`, {
      token: who.token,
      headers: { 'accept-language': language },
    })
  }

  /** The diagnosis, which must be this one, said in full in either language. */
  async function diagnosed(who: Person, number: string, cause: DiagnosisCause) {
    const [inEnglish, inChinese] = [await ask(who, number, 'en'), await ask(who, number, 'zh-CN')]
    expect([inEnglish.status, inEnglish.body.cause]).toEqual([200, cause])
    expect(inEnglish.body.title).toBe(english.causes[cause].title)
    expect(inChinese.body.title).toBe(chinese.causes[cause].title)
    for (const { body } of [inEnglish, inChinese]) {
      expect(body.text.length).toBeGreaterThan(5)
      expect(body.text).not.toContain('{{')
    }
    const actions: string[] = inEnglish.body.actions.map(({ type }: { type: string }) => type)
    return { ...inEnglish.body, types: actions }
  }

  /** A transfer as ordered over HTTP, whatever became of it; its number. */
  async function transfer(payer: Person, payee: Person, value: string): Promise<string> {
    const answer = await world.callConfirmed('POST', '/v1/transfers', {
      token: payer.token,
      body: { recipient: payee.email, amount: eur(value) },
    })
    return answer.body.resource?.number ?? answer.body.number
  }

  return { ...world, ask, diagnosed, transfer }
}

export { diagnosisCauses }
