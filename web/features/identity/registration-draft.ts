/** What somebody typed while registering, except the password; lasts as long as the tab. */
export type RegistrationDraft = { name: string; email: string; phone: string }

const key = 'okpay.registration'
const empty: RegistrationDraft = { name: '', email: '', phone: '' }

/** In the tab's own storage, so that the way to the terms and back, or a reload, costs nobody their typing. */
export function keepRegistrationDraft(draft: RegistrationDraft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // Storage is forbidden in some private modes; what was typed then lasts as long as the page.
  }
}

export function readRegistrationDraft(): RegistrationDraft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    return isDraft(kept) ? kept : empty
  } catch {
    return empty
  }
}

export function forgetRegistrationDraft(): void {
  try {
    sessionStorage.removeItem(key)
  } catch {
    // Nothing was kept where storage is forbidden.
  }
}

function isDraft(value: unknown): value is RegistrationDraft {
  if (typeof value !== 'object' || value === null) return false
  return ['name', 'email', 'phone'].every(
    field => field in value && typeof Reflect.get(value, field) === 'string',
  )
}
