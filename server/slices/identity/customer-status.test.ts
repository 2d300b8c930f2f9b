import { describe, expect, test } from 'vitest'
import { customerStatuses } from '../../../contract/api/identity.ts'
import { restricted } from '../../../test/factories/restrictions.ts'
import { customerChanges, debitObstacle, mayReceive, nextStatus, signInObstacle } from './customer-status.ts'

test('every change from every status leads where the diagram in the README says, or nowhere', () => {
  const allowed = customerStatuses.flatMap(from =>
    customerChanges.flatMap(change => {
      const to = nextStatus(from, change)
      return to === undefined ? [] : [`${from} --> ${to}: ${change}`]
    }),
  )
  expect(allowed).toEqual([
    'pending_verification --> suspended: suspend',
    'pending_verification --> closing: start_closing',
    'pending_verification --> active: prove',
    'active --> restricted: restrict',
    'active --> suspended: suspend',
    'active --> closing: start_closing',
    'active --> pending_verification: renew_proof',
    'restricted --> active: release',
    'restricted --> suspended: suspend',
    'restricted --> closing: start_closing',
    'suspended --> active: reinstate',
    'suspended --> closed: close',
    'closing --> suspended: suspend',
    'closing --> active: keep_open',
    'closing --> closed: close',
  ])
})

test('nothing leads out of closed', () => {
  expect(customerChanges.map(change => nextStatus('closed', change))).toEqual(
    customerChanges.map(() => undefined),
  )
})

describe('what a customer may do', () => {
  const now = new Date('2026-11-22T12:00:00Z')
  const table = customerStatuses.map(status => {
    const facts = { status, restrictions: [] }
    return [
      status,
      signInObstacle(facts, now) ?? 'in',
      debitObstacle(facts, now) ?? 'pays',
      mayReceive(facts, now),
    ]
  })
  test('follows from the status', () => {
    expect(table).toEqual([
      ['pending_verification', 'in', 'account_restricted', true],
      ['active', 'in', 'pays', true],
      ['restricted', 'in', 'account_restricted', true],
      ['suspended', 'account_restricted', 'account_restricted', false],
      ['closing', 'in', 'account_restricted', false],
      ['closed', 'account_closed', 'account_closed', false],
    ])
  })

  test.each([
    ['sign_in', 'account_restricted', undefined, true],
    ['debit', undefined, 'account_restricted', true],
    ['credit', undefined, undefined, false],
    ['withdrawal', undefined, undefined, true],
    ['all', 'account_restricted', 'account_restricted', false],
  ] as const)('and from a restriction of %s', (scope, signIn, debit, receives) => {
    const facts = { status: 'active', restrictions: [restricted(scope)] } as const
    expect([signInObstacle(facts, now), debitObstacle(facts, now), mayReceive(facts, now)]).toEqual([
      signIn,
      debit,
      receives,
    ])
  })
})
