/**
 * `alice.baker@example.com` → `a•••@example.com`: enough to tell two customers of one name apart, not enough to write
 * to either. The number of dots says nothing about the length.
 */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  const [first = ''] = email
  return `${at > 1 ? first : ''}•••${email.slice(at)}`
}

/** `+8613800138000` → `•••• 00`: the last two digits, as customers know them from the codes we send. */
export function maskPhone(phone: string): string {
  return `•••• ${phone.slice(-2)}`
}

/** `203.0.113.7` → `203.0.•••`, `2001:db8:1:2::5` → `2001:db8:•••`: the provider, not the household. */
export function maskIp(ip: string): string {
  const separator = ip.includes(':') ? ':' : '.'
  return `${ip.split(separator).slice(0, 2).join(separator)}${separator}•••`
}
