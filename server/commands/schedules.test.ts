import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { startTestApp } from '../../test/factories/app.ts'
import { passChallenge } from '../../test/factories/challenges.ts'
import { commandLine } from './okpay.fixture.ts'

// Each command is a process of its own.
vi.setConfig({ testTimeout: 60_000 })
const world = await startTestApp()
const { okpay } = await commandLine(world.database)
const folder = await mkdtemp(join(tmpdir(), 'okpay-rules-'))
afterAll(() => rm(folder, { recursive: true }))

const chinese = { LANG: 'zh_CN.UTF-8' }

async function fileOf(name: string, content: unknown): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const transferFee = {
  id: 'transfer-eur',
  operation: 'transfer',
  currency: 'EUR',
  fixed: '0.10',
  basis_points: 125,
  minimum: '0.15',
  maximum: '5',
}

const inForce = async () => {
  const { fees, limits } = await world.app.slices.pricing.schedules()
  return [fees.version, limits.version]
}

describe('fees', () => {
  test('are shown for a person, in both languages, and as the file from which the next list is made', async () => {
    const { code, stdout } = await okpay(['fees:show'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Price list \d+, in force since \d{4}-\d\d-\d\dT[\d:.]+Z:\n/)
    expect(stdout).toContain('\n  transfer: transfer, any currency: 0 + 0 %\n')
    expect((await okpay(['fees:show'], chinese)).stdout).toMatch(/^收费标准第 \d+ 版/)

    const same = await fileOf('same.json', (await okpay(['fees:show', '--json'])).stdout)
    const published = await okpay(['fees:publish', same])
    expect([published.code, published.stderr]).toEqual([0, ''])
    expect(published.stdout).toContain(`Price list ${(await inForce())[0]}, in force since`)
  })

  test('published are charged by the running system from the next transfer on', async () => {
    const [payer, payee] = [await world.person({ EUR: 100_00n }), await world.person()]
    const order = { recipient: payee.email, amount: { value: '10', currency: 'EUR' } }
    const send = () => world.call('POST', '/v1/transfers', { token: payer.token, body: order })
    expect((await send()).body.fees).toEqual([])
    const { code, stdout } = await okpay(['fees:publish', await fileOf('fees.json', [transferFee])])
    expect(code).toBe(0)
    expect(stdout).toContain('  transfer-eur: transfer, EUR: 0.10 + 1.25 %, at least 0.15, at most 5\n')
    expect(stdout).toContain('  deposit: nothing, because no rule names it\n')
    expect((await send()).body.fees).toEqual([
      {
        kind: 'transfer',
        amount: { value: '0.23', currency: 'EUR' },
        rule: `v${(await inForce())[0]}/transfer-eur`,
      },
    ])
  })
})

describe('limits', () => {
  test('are shown for a person and as a file; published they hold at once', async () => {
    const { stdout } = await okpay(['limits:show'])
    expect(stdout).toContain('\n  transfer transaction: CNY 50000, USD 7000, EUR 6500, ')
    const rules = JSON.parse((await okpay(['limits:show', '--json'])).stdout)
    rules[0].amounts.EUR = '5'
    const { code } = await okpay(['limits:publish', await fileOf('limits.json', rules)])
    expect(code).toBe(0)
    const [payer, payee] = [await world.person({ EUR: 100_00n }), await world.person()]
    const body = { recipient: payee.email, amount: { value: '5.01', currency: 'EUR' } }
    const declined = await world.call('POST', '/v1/transfers', { token: payer.token, body })
    expect([declined.status, declined.body.details.limit]).toEqual([422, { value: '5.00', currency: 'EUR' }])
  })

  test('that a file forgets are lifted only on demand', async () => {
    const rules = JSON.parse((await okpay(['limits:show', '--json'])).stdout)
    delete rules[1].amounts.KWD
    const file = await fileOf('forgetful.json', rules.toSpliced(3, 1))
    const before = await inForce()
    const refused = await okpay(['limits:publish', file])
    expect([refused.code, refused.stdout]).toEqual([1, ''])
    expect(refused.stderr).toContain('Nothing was published')
    expect(refused.stderr).toContain('\n  - transfer daily KWD [level number_proved]\n')
    expect(refused.stderr).toContain('\n  - deposit daily CNY [level number_proved]\n')
    expect(refused.stderr).not.toContain('transaction')
    expect(await inForce()).toEqual(before)

    const lifted = await okpay(['limits:publish', file, '--lift'])
    expect(lifted.code).toBe(0)
    expect(lifted.stdout).toContain('HKD 220000, no limit in KWD\n')
    expect(lifted.stdout).toContain('  deposit daily: no limit in CNY USD EUR GBP JPY HKD KWD\n')

    const [payer, payee] = [await world.person({ KWD: 10_000_000n }), await world.person()]
    const body = { recipient: payee.email, amount: { value: '2000', currency: 'KWD' } }
    for (let index = 0; index < 5; index++) {
      const asked = await world.call('POST', '/v1/transfers', { token: payer.token, body })
      const challenge: string = asked.body.details.challenge.id
      await passChallenge(world.app.db, { challenge })
      const headers = { 'step-up-challenge': challenge }
      const made = await world.call('POST', '/v1/transfers', { token: payer.token, body, headers })
      expect(made.status).toBe(201)
    }
    expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
  })
})

describe('nothing is published', () => {
  const limit = { operation: 'transfer', interval: 'daily', amounts: { JPY: '1.5' } }

  test.each<[string, string, unknown, RegExp[]]>([
    ['a file that is not JSON', 'fees:publish', '[{', [/is not JSON/]],
    ['a list of nothing', 'fees:publish', [], [/does not hold a list of rules/]],
    [
      'what are no rules',
      'fees:publish',
      [{ ...transferFee, operation: 'gift', basis_points: 1.5 }, 'free'],
      [/- 0\.operation: /, /- 0\.basis_points: /, /- 1: /],
    ],
    ['limits as fees', 'fees:publish', [limit], [/does not hold a list of rules/]],
    [
      'rules that do not fit together',
      'fees:publish',
      [
        { ...transferFee, currency: null, fixed: '0.5' },
        { ...transferFee, id: 'cheap', minimum: '9', maximum: '1' },
        { ...transferFee, id: 'cheap', currency: 'EUR' },
      ],
      [
        /- rule transfer-eur: “0.5” is not an amount of JPY\n/,
        /- rule cheap: in EUR the minimum is above the maximum\n/,
        /- rule cheap: another rule has the same id\n/,
        /- rule cheap: an earlier rule is for the same, so this one would never count\n/,
      ],
    ],
    [
      'a limit its currency cannot hold',
      'limits:publish',
      [limit],
      [/- rule transfer daily: “1.5” is not an amount of JPY\n/],
    ],
  ])('of %s', async (_, command, content, sentences) => {
    const before = await inForce()
    const { code, stdout, stderr } = await okpay([command, await fileOf('wrong.json', content)])
    expect([code, stdout]).toEqual([1, ''])
    for (const sentence of sentences) expect(stderr).toMatch(sentence)
    expect(stderr).not.toContain('    at ')
    expect(await inForce()).toEqual(before)
  })

  test('of a file that is not there, which is said in the operator’s language', async () => {
    const { code, stderr } = await okpay(['fees:publish', join(folder, 'nowhere.json')], chinese)
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^无法读取 .*nowhere\.json（ENOENT/)])
    const rules = await fileOf('wrong.json', [{ ...transferFee, fixed: 1 }])
    const { stderr: told } = await okpay(['fees:publish', rules], chinese)
    expect(told).toMatch(/未发布任何内容。\n {2}- 0\.fixed: 无效输入/)
  })
})

test('of many who publish at once nobody’s rules get lost under another’s number', async () => {
  const [before = 0] = await inForce()
  const outcomes = await Promise.all(
    Array.from({ length: 4 }, async (_, index) =>
      okpay(['fees:publish', await fileOf(`at-once-${index}.json`, [{ ...transferFee, fixed: `${index}` }])]),
    ),
  )
  const published = outcomes.filter(({ code }) => code === 0)
  expect((await inForce())[0]).toBe(before + published.length)
  for (const { code, stderr } of outcomes)
    expect(stderr).toMatch(code === 0 ? /^$/ : /^Somebody else has just published\./)
})
