/** Two digits fit on a bell, and nobody reads the third. */
export const maxUnreadShown = 99

export function unreadText(unread: number): string {
  return unread > maxUnreadShown ? `${maxUnreadShown}+` : String(unread)
}
