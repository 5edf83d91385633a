/** Load that one pod carries; scalers aim at it. */
export const perPod = 100;

/** Load of a service by minutes since the beginning. What pods must carry: `perPod` each. */
export type Profile = (minutes: number) => number;

export const profiles: Readonly<Record<string, Profile>> = {
  /** Eight times as much for three minutes. */
  step: (minutes) => (minutes >= 1 && minutes < 4 ? 800 : 100),
  /** From one pod's to ten pods' load in five minutes, and gone at once. */
  ramp: (minutes) => (minutes < 1 || minutes >= 6 ? 100 : 100 + 180 * (minutes - 1)),
  /** Thirty seconds of eight times as much, and again after four minutes. */
  spikes: (minutes) => ([1, 5].some((at) => minutes >= at && minutes < at + 0.5) ? 800 : 100),
  /** Between two and eight pods' load, up and down every four minutes. */
  wave: (minutes) => 500 - 300 * Math.cos((minutes / 4) * 2 * Math.PI),
};
