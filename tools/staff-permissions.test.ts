import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { approvalRules } from '../contract/approval-rules.ts'
import { staffOperations } from '../contract/staff-operations.ts'
import { allStaffPermissions, permissionsOfRole, staffRoles } from '../contract/staff-permissions.ts'
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

test('who may approve a kind may also decide, and see what there is to decide', () => {
  for (const role of staffRoles) {
    const permissions = permissionsOfRole[role]
    const approves = Object.values(approvalRules).some(kind => permissions.includes(kind.permissionToApprove))
    if (approves) expect(permissions).toEqual(expect.arrayContaining(['approvals.read', 'approvals.decide']))
    const asks = Object.values(approvalRules).some(kind => permissions.includes(kind.permissionToRequest))
    if (asks) expect(permissions).toEqual(expect.arrayContaining(['approvals.read', 'approvals.request']))
  }
})
