import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { approvalRules } from '../contract/approval-rules.ts'
import { staffOperations } from '../contract/staff-operations.ts'
import {
  allStaffPermissions,
  permissionsOfRole,
  staffRoles,
  type StaffPermission,
} from '../contract/staff-permissions.ts'
import { page, staffPermissionsPage } from './staff-permissions.ts'

test(`${page} is current; else run: node tools/staff-permissions.ts`, async () => {
  expect(await readFile(new URL(`../${page}`, import.meta.url), 'utf8')).toBe(staffPermissionsPage())
})

test('every permission is demanded somewhere and held by somebody', () => {
  const demanded = new Set([
    ...Object.values(staffOperations).flatMap(operation =>
      'permission' in operation ? [operation.permission] : [],
    ),
    ...Object.values(approvalRules).flatMap(kind => [kind.permissionToRequest, kind.permissionToApprove]),
  ])
  const held = new Set(staffRoles.flatMap(role => permissionsOfRole[role]))
  expect(allStaffPermissions.filter(permission => !demanded.has(permission))).toEqual([])
  expect(allStaffPermissions.filter(permission => !held.has(permission))).toEqual([])
})

test('separation of duties: who audits changes nothing, who runs the machines sees no customer', () => {
  const changing = /^(restrictions|recovery|sessions|customers)\.|^approvals\.(request|decide)$/
  expect(permissionsOfRole.auditor.filter(permission => changing.test(permission))).toEqual([])
  expect(
    permissionsOfRole.operator.filter(permission => /^(customers|audit|approvals)\./.test(permission)),
  ).toEqual([])
})

const rules = Object.values(approvalRules)
const withAnyOf = (permissions: readonly StaffPermission[]) =>
  staffRoles.filter(role => permissionsOfRole[role].some(permission => permissions.includes(permission)))

test.each(withAnyOf(rules.map(rule => rule.permissionToApprove)))(
  '%s may approve a kind, and so may decide and see what there is to decide',
  role => {
    const needed = ['approvals.read', 'approvals.decide']
    expect(permissionsOfRole[role]).toEqual(expect.arrayContaining(needed))
  },
)

test.each(withAnyOf(rules.map(rule => rule.permissionToRequest)))(
  '%s may ask for a kind, and so may make requests and see them',
  role => {
    const needed = ['approvals.read', 'approvals.request']
    expect(permissionsOfRole[role]).toEqual(expect.arrayContaining(needed))
  },
)
