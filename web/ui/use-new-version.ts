import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { startServiceWorker } from '../lib/service-worker.ts'
import { showToast } from './toasts.ts'

/** With `wanted`, what this browser opens is kept for when there is no connection, and new versions are offered. */
export function useNewVersion(wanted: boolean): void {
  const { t } = useTranslation()
  useEffect(() => {
    if (!wanted) return
    startServiceWorker(load =>
      showToast({ text: t('ui.update'), lasting: true, action: { label: t('ui.updateNow'), run: load } }),
    )
  }, [t, wanted])
}
