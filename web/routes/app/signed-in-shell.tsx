import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Bell } from '../../features/notifications/bell.tsx'
import { RestrictionBanner } from '../../features/security/restriction-banner.tsx'
import { api, signedOutEvent } from '../../lib/api.ts'
import { startLive, stopLive } from '../../lib/live.ts'
import { onPushOpened } from '../../lib/service-worker.ts'
import { queryClient } from '../../lib/queries.ts'
import { AppShell } from '../../ui/app-shell.tsx'
import { useNewVersion } from '../../ui/use-new-version.ts'

/**
 * The signed-in frame: live while it is open, and the chosen language also becomes that of mails. The app is kept for when
 * there is no connection from here on: who only looks at the public pages downloads nothing for it.
 */
export function SignedInShell() {
  const router = useRouter()
  useNewVersion(true)
  useEffect(() => startLive(), [])
  useEffect(() => {
    window.addEventListener(signedOutEvent, stopLive)
    return () => window.removeEventListener(signedOutEvent, stopLive)
  }, [])
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
