import { useEffect } from 'react'
import { api } from '../../lib/api.ts'
import { startLive } from '../../lib/live.ts'
import { queryClient } from '../../lib/queries.ts'
import { AppShell } from '../../ui/app-shell.tsx'

/** The signed-in frame: live while it is open, and the chosen language also becomes that of mails. */
export function SignedInShell() {
  useEffect(() => startLive(), [])
  async function keepLanguage(locale: 'zh-CN' | 'en') {
    queryClient.setQueryData(['me'], await api('updateMe', { body: { locale } }))
  }
  return <AppShell onLanguage={locale => void keepLanguage(locale)} />
}
