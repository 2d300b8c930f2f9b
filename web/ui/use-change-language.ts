import { changeLanguage } from '../lib/i18n.ts'
import { MissingPart } from '../lib/part.ts'
import type { Language } from '../lib/preferences.ts'
import { useMissingToast } from './use-missing-toast.ts'

/** Shows everything in another language and then calls `onChange`; where its texts cannot be loaded, says so instead. */
export function useChangeLanguage(onChange?: (language: Language) => void): (language: Language) => void {
  const tellMissing = useMissingToast()
  return language =>
    void changeLanguage(language).then(
      () => onChange?.(language),
      (error: unknown) => {
        if (!(error instanceof MissingPart)) throw error
        tellMissing()
      },
    )
}
