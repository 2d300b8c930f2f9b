/**
 * What staff may do. A route of the console declares one permission, a role is a set of them, and a member of staff
 * has the union of their roles' sets. `docs/staff-permissions.md` is printed from these two tables.
 */
export const staffPermissions = {
  /** One's own sign-in; every role has it, and nothing about anybody else hangs on it. */
  self: 'Read who one is and sign out',
  'staff.read': 'See who the members of staff are and which roles they have',
  'customers.search': 'Find customers by name, e-mail, number, account or transaction number',
  'customers.read': "Read a customer's page with masked data",
  'customers.reveal': 'Reveal masked data of a customer, with a reason, on record',
  'restrictions.place': 'Restrict a customer at once, with a reason',
  'sessions.end': 'Sign a customer out everywhere at once, with a reason',
  'restrictions.request_lift': 'Ask for a restriction placed by staff to be lifted',
  'restrictions.approve_lift': 'Approve that a restriction placed by staff is lifted',
  'recovery.request': 'Ask for the recovery of an account whose owner lost password and second factor',
  'recovery.approve': 'Approve the recovery of an account',
  'names.request_review': 'Ask for a new name of a customer to be accepted or refused',
  'names.approve_review': 'Approve that a new name of a customer is accepted or refused',
  'schedules.read': 'See price lists and limits, drafts included, and replay them',
  'schedules.edit': 'Draft price lists and limits',
  'schedules.request_publication': 'Ask for a price list or limits to be published',
  'schedules.approve_publication': 'Approve that a price list or limits are published',
  'finance.read':
    'See bank files, payments, money in suspense, statements, the safeguarding position and the ledger',
  'finance.request':
    'Ask for money in suspense to be assigned, sent back or absorbed, and explain differences',
  'finance.approve': 'Approve what becomes of money in suspense',
  'approvals.read': 'See requests that need a second person',
  'approvals.request': 'Make such requests; which kinds, a permission of the kind says',
  'approvals.decide': 'Decide such requests; which kinds, a permission of the kind says',
  'audit.read': 'Search the audit log',
  'audit.verify': 'Check the chain of the audit log',
} as const satisfies Record<string, string>

export type StaffPermission = keyof typeof staffPermissions

export function isStaffPermission(text: string): text is StaffPermission {
  return Object.hasOwn(staffPermissions, text)
}

/** Every permission there is, in the order of the table. */
export const allStaffPermissions: readonly StaffPermission[] =
  Object.keys(staffPermissions).filter(isStaffPermission)

export const staffRoles = [
  'agent',
  'senior_agent',
  'supervisor',
  'complaints_officer',
  'compliance',
  'risk',
  'finance',
  'operator',
  'auditor',
] as const

export type StaffRole = (typeof staffRoles)[number]

export function isStaffRole(text: string): text is StaffRole {
  return staffRoles.some(role => role === text)
}

const reading = ['customers.search', 'customers.read'] as const
const requesting = ['approvals.read', 'approvals.request'] as const
const deciding = [...requesting, 'approvals.decide'] as const
/** Who makes prices asks for them; who approves them makes none. */
const drafting = ['schedules.read', 'schedules.edit'] as const
const pricing = [...drafting, 'schedules.request_publication'] as const
const approvingPrices = ['schedules.read', 'schedules.approve_publication'] as const

/** Who looks after the bank asks; who approves does not ask. */
const bankDesk = ['finance.read', 'finance.request'] as const
const approvingBankDesk = ['finance.read', 'finance.approve'] as const

/**
 * The sets. Nobody audits themselves: who reads the audit log changes nothing about customers, and who runs the
 * machines (`operator`) sees none of them.
 */
export const permissionsOfRole: Readonly<Record<StaffRole, readonly StaffPermission[]>> = {
  agent: ['self', ...reading, 'recovery.request', 'names.request_review', ...requesting],
  senior_agent: [
    'self',
    ...reading,
    'customers.reveal',
    'restrictions.place',
    'sessions.end',
    'restrictions.request_lift',
    'recovery.request',
    'names.request_review',
    ...requesting,
  ],
  supervisor: [
    'self',
    'staff.read',
    ...reading,
    'customers.reveal',
    'restrictions.place',
    'sessions.end',
    'restrictions.request_lift',
    'restrictions.approve_lift',
    'recovery.request',
    'recovery.approve',
    'names.request_review',
    'names.approve_review',
    ...approvingPrices,
    ...approvingBankDesk,
    ...deciding,
  ],
  complaints_officer: ['self', ...reading, 'customers.reveal', 'approvals.read'],
  compliance: [
    'self',
    ...reading,
    'customers.reveal',
    'restrictions.place',
    'sessions.end',
    'restrictions.request_lift',
    'restrictions.approve_lift',
    'recovery.approve',
    'names.request_review',
    'names.approve_review',
    ...approvingPrices,
    ...approvingBankDesk,
    ...deciding,
  ],
  risk: [
    'self',
    ...reading,
    'customers.reveal',
    'restrictions.place',
    'sessions.end',
    'restrictions.request_lift',
    'restrictions.approve_lift',
    ...deciding,
  ],
  finance: ['self', ...reading, ...pricing, ...bankDesk, ...requesting],
  // May draft, but requests are seen among those about customers: finance asks for the publication.
  operator: ['self', 'staff.read', ...drafting],
  auditor: [
    'self',
    'staff.read',
    'schedules.read',
    'finance.read',
    'approvals.read',
    'audit.read',
    'audit.verify',
  ],
}

/** What somebody with these roles may do. */
export function permissionsOf(roles: readonly StaffRole[]): ReadonlySet<StaffPermission> {
  return new Set(roles.flatMap(role => permissionsOfRole[role]))
}
