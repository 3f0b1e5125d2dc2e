"""Text, images, audio and video to ids and back: vocabulary, interleaving, packing."""
