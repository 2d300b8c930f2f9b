import { useTranslation } from 'react-i18next'
import { openNewestVersion } from '../lib/service-worker.ts'
import { showToast } from './toasts.ts'

/** Says that what was asked for could not be loaded, where the page stays as it is. */
export function useMissingToast(): () => void {
  const { t } = useTranslation()
  return () =>
    showToast({
      text: t('ui.offlineTitle'),
      lasting: true,
      action: { label: t('ui.reload'), run: () => void openNewestVersion() },
    })
}
