import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBranch, type Branch } from './testing/harness.ts'

let branch: Branch
beforeAll(async () => {
  branch = await openBranch()
  await branch.steer('PUT', '/steer/api/accounts/DE89370400440532013000', { holder: 'Eva Müller' })
})
afterAll(() => branch.close())

function check(name: string, iban: string): Promise<unknown> {
  return branch.steer('POST', '/name_checks', {
    id: 'nc_1',
    name,
    account: { country: 'DE', fields: { iban, bic: 'COBADEFFXXX' } },
  })
}

test.each([
  ['Eva Müller', 'match', null],
  ['MULLER, EVA', 'match', null],
  ['Dr. Eva Muller', 'match', null],
  ['Eva Miller', 'close_match', 'Eva Müller'],
  ['E. Müller', 'close_match', 'Eva Müller'],
  ['Hans Schmidt', 'no_match', null],
])('%s is a %s of the registered holder', async (asked, result, name) => {
  expect(await check(asked, 'DE89370400440532013000')).toEqual({ result, name, reference: 'OKTB-NC-nc_1' })
})

test.each([
  ['DE49999000000000000401', 'close_match', 'A. Example'],
  ['DE22999000000000000402', 'no_match', null],
  ['DE92999000000000000403', 'not_possible', null],
  ['DE02120300000000202051', 'match', null],
])('an account nobody registered answers by its last four characters: %s', async (iban, result, name) => {
  expect(await check('Ada Example', iban)).toMatchObject({ result, name })
})

test('an account that is none is refused', async () => {
  await expect(check('Ada Example', 'DE02120300000000202052')).rejects.toThrow('422')
})
