/** The one function of the sound library that we call, and what it plays through. */
declare module "zzfx" {
  /** Plays a sound made of zzfx's positional numbers; a hole in the list takes its default. */
  export function zzfx(...parameters: (number | undefined)[]): AudioBufferSourceNode | undefined;

  export const ZZFX: {
    volume: number;
    sampleRate: number;
    audioContext: AudioContext;
    play(...parameters: (number | undefined)[]): AudioBufferSourceNode | undefined;
    buildSamples(...parameters: (number | undefined)[]): number[];
    playSamples(
      channels: number[][],
      volume?: number,
      rate?: number,
      pan?: number,
      loop?: boolean,
    ): AudioBufferSourceNode | undefined;
  };
}
