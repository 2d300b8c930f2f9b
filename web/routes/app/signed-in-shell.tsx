import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Bell } from '../../features/notifications/bell.tsx'
import { RestrictionBanner } from '../../features/security/restriction-banner.tsx'
import { api } from '../../lib/api.ts'
import { startLive } from '../../lib/live.ts'
import { onPushOpened } from '../../lib/service-worker.ts'
import { queryClient } from '../../lib/queries.ts'
import { AppShell } from '../../ui/app-shell.tsx'

/** The signed-in frame: live while it is open, and the chosen language also becomes that of mails. */
export function SignedInShell() {
  const router = useRouter()
  useEffect(() => startLive(), [])
  useEffect(() => onPushOpened(path => router.history.push(path)), [router])
  async function keepLanguage(locale: 'zh-CN' | 'en') {
    queryClient.setQueryData(['me'], await api('updateMe', { body: { locale } }))
  }
  return (
    <AppShell
      bell={<Bell />}
      notice={<RestrictionBanner />}
      onLanguage={locale => void keepLanguage(locale)}
    />
  )
}
