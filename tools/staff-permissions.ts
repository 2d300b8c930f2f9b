import { readFile, writeFile } from 'node:fs/promises'
import { approvalRules } from '../contract/approval-rules.ts'
import type { Operation } from '../contract/operation.ts'
import { staffOperations } from '../contract/staff-operations.ts'
import {
  allStaffPermissions,
  permissionsOfRole,
  staffPermissions,
  staffRoles,
} from '../contract/staff-permissions.ts'

/**
 * Prints who may do what in the console (`docs/staff-permissions.md`) from the contract. With `--check` it writes nothing and fails when the page is not what it would print.
 */
export const page = 'docs/staff-permissions.md'

const file = new URL(`../${page}`, import.meta.url)

/** A table in Markdown, its columns padded so that the source can be read too. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

const yes = '✓'

function matrix(): string {
  const rows = allStaffPermissions.map(permission => [
    `\`${permission}\``,
    ...staffRoles.map(role => (permissionsOfRole[role].includes(permission) ? yes : '')),
  ])
  return table(['permission', ...staffRoles], rows)
}

function meanings(): string {
  return table(
    ['permission', 'lets somebody'],
    allStaffPermissions.map(permission => [`\`${permission}\``, staffPermissions[permission]]),
  )
}

function routes(): string {
  const list: readonly Operation[] = Object.values(staffOperations)
  const demanded = ({ access, permission }: Operation): string => {
    if (permission !== undefined) return `\`${permission}\``
    return access === 'staff_half' ? 'the password, on the way to the second factor' : 'nothing yet'
  }
  return table(
    ['operation', 'route', 'needs'],
    list.map(operation => [
      `\`${operation.id}\``,
      `\`${operation.method} ${operation.path}\``,
      demanded(operation),
    ]),
  )
}

function kinds(): string {
  return table(
    ['kind', 'asked for with', 'approved with', 'expires after'],
    Object.entries(approvalRules).map(([kind, rule]) => [
      `\`${kind}\``,
      `\`${rule.permissionToRequest}\``,
      `\`${rule.permissionToApprove}\``,
      `${rule.expiresAfterMs / 3_600_000} h`,
    ]),
  )
}

export function staffPermissionsPage(): string {
  return `# Who may do what in the console

Printed by \`node tools/staff-permissions.ts\` from \`contract/staff-permissions.ts\`, \`contract/staff-operations.ts\` and
\`contract/approval-rules.ts\`; a test checks that this page is current, and another one tries every route with every role.
Somebody with several roles may do what any of them allows. Changes count from the next request on.

## Roles

${matrix()}

## Permissions

${meanings()}

## Routes

A route of the console does not compile without naming what it needs, and does not start without it either.

${routes()}

## What needs two people

The second person is never the one who asked, and neither of them the customer concerned.

${kinds()}
`
}

async function main(check: boolean): Promise<void> {
  const text = staffPermissionsPage()
  if ((await readFile(file, 'utf8').catch(() => '')) === text) return
  if (check) {
    console.error(`${page} is not current; run: node tools/staff-permissions.ts`)
    process.exitCode = 1
  } else {
    await writeFile(file, text)
    console.log(`wrote ${page}`)
  }
}

if (import.meta.main) await main(process.argv.includes('--check'))
