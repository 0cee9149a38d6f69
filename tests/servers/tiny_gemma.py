"""Builds a tiny model of the Gemma 4 architecture out of random numbers: ``tiny_gemma.py gguf FILE | folder DIR``.

For tests against real servers, which judge what svgguard does with their answers and never what the model says. About
a million parameters: per-layer embeddings, sliding and full attention in turn, shared keys and values, proportional
rotary positions, capped logits. The tokenizer is trained on this repository's corpus. Sampled from the 64 likeliest
tokens or fewer, no answer ends by itself: it ends at a limit, by a grammar, or because somebody has had enough.

Runs in the environment of a server (`environments.py`), not in the project's: a GGUF file needs ``gguf`` and
``tokenizers``, a folder for transformers ``safetensors`` and ``tokenizers``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float32]

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "corpus"
TEMPLATE = (HERE / "chat_template.jinja").read_text(encoding="utf-8")

SEED = 4
VOCABULARY, WIDTH, INNER, LAYERS, HEADS, KEYS = 768, 128, 256, 6, 4, 2
NARROW, WIDE = 32, 64
"""The width of a head of sliding and of full attention."""
PER_LAYER, SHARED, WINDOW, CONTEXT, CAP, EPSILON = 16, 2, 256, 4096, 30.0, 1e-6
BASE, BASE_SLIDING, ROTATED = 1_000_000.0, 10_000.0, 0.25
KINDS = ["sliding_attention", "full_attention"] * (LAYERS // 2)

SPREAD = 0.1
"""Of the random weights; it makes the logits differ enough for an answer to vary, and little enough not to stick."""

PADDING, END, BEGIN, UNKNOWN, END_OF_TURN = "<pad>", "<eos>", "<bos>", "<unk>", "<turn|>"
HIDDEN = [PADDING, END, BEGIN, UNKNOWN, END_OF_TURN, "<|turn>", "<|think|>", "<|tool>", "<tool|>"]
HIDDEN += ["<|image>", "<image|>", "<|image|>", "<|audio|>", "<|video|>", "<unused0>", "<unused49>"]
VISIBLE = ["<|channel>", "<channel|>", "<|tool_call>", "<tool_call|>", "<|tool_response>", "<tool_response|>", '<|"|>']
"""Control tokens that a server shows, so that its parser can read them."""
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
ENDING = (END, END_OF_TURN)
SILENT = [*HIDDEN, *VISIBLE, *BYTES]
"""Tokens that the model never says: those that would end an answer, and bytes, which seldom make whole characters."""

NAMES = {
    "model.embed_tokens": "token_embd",
    "model.embed_tokens_per_layer": "per_layer_token_embd",
    "model.per_layer_model_projection": "per_layer_model_proj",
    "model.per_layer_projection_norm": "per_layer_proj_norm",
    "model.norm": "output_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "post_attention_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
    "per_layer_input_gate": "inp_gate",
    "per_layer_projection": "proj",
    "post_per_layer_input_norm": "post_norm",
    "layer_scalar": "layer_output_scale",
}
"""What a tensor is called by transformers, and what by GGUF; those of a layer without the layer's prefix."""


def shapes() -> Iterator[tuple[str, tuple[int, ...]]]:
    """Name and shape of every tensor, as transformers has them."""
    yield "model.embed_tokens.weight", (VOCABULARY, WIDTH)
    yield "model.embed_tokens_per_layer.weight", (VOCABULARY, LAYERS * PER_LAYER)
    yield "model.per_layer_model_projection.weight", (LAYERS * PER_LAYER, WIDTH)
    yield "model.per_layer_projection_norm.weight", (PER_LAYER,)
    yield "model.norm.weight", (WIDTH,)
    for layer, kind in enumerate(KINDS):
        head = WIDE if kind == "full_attention" else NARROW
        tensors: dict[str, tuple[int, ...]] = {
            "self_attn.q_proj.weight": (HEADS * head, WIDTH),
            "self_attn.q_norm.weight": (head,),
            "self_attn.o_proj.weight": (WIDTH, HEADS * head),
            "mlp.gate_proj.weight": (INNER, WIDTH),
            "mlp.up_proj.weight": (INNER, WIDTH),
            "mlp.down_proj.weight": (WIDTH, INNER),
            "input_layernorm.weight": (WIDTH,),
            "post_attention_layernorm.weight": (WIDTH,),
            "pre_feedforward_layernorm.weight": (WIDTH,),
            "post_feedforward_layernorm.weight": (WIDTH,),
            "per_layer_input_gate.weight": (PER_LAYER, WIDTH),
            "per_layer_projection.weight": (WIDTH, PER_LAYER),
            "post_per_layer_input_norm.weight": (WIDTH,),
            "layer_scalar": (1,),
        }
        if layer < LAYERS - SHARED:
            tensors |= {f"self_attn.{name}_proj.weight": (KEYS * head, WIDTH) for name in "kv"}
            tensors["self_attn.k_norm.weight"] = (head,)
        yield from ((f"model.layers.{layer}.{name}", shape) for name, shape in tensors.items())


def weights(vocabulary: list[str]) -> dict[str, Array]:
    """The tensors by transformers' names: norms of one, all else random, the same in every run."""
    random = np.random.default_rng(SEED)
    made = {
        name: np.ones(shape, np.float32) if len(shape) == 1 else random.normal(0, SPREAD, shape).astype(np.float32)
        for name, shape in shapes()
    }
    # Their logit is nothing, which is never the greatest and never among the 64 greatest.
    made["model.embed_tokens.weight"][: len(SILENT)] = 0
    assert vocabulary[: len(SILENT)] == SILENT
    return made


def tokenizer() -> dict[str, Any]:
    """A tokenizer.json: pairs of characters merged as often as they meet in the corpus, bytes for all others."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

    trained = Tokenizer(models.BPE())
    trained.normalizer = normalizers.Replace(" ", "▁")
    # No token may hold a newline and something else: llama.cpp looks merges up line by line.
    trained.pre_tokenizer = pre_tokenizers.Split(Regex(r"\n+"), "isolated")
    room = VOCABULARY - len(HIDDEN) - len(VISIBLE) - len(BYTES)
    texts = (path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*/*.svg")))
    ascii_only = ("".join(c for c in text if c == "\n" or " " <= c <= "~") for text in texts)
    trained.train_from_iterator(ascii_only, trainers.BpeTrainer(vocab_size=room, show_progress=False))
    saved: dict[str, Any] = json.loads(trained.to_str())
    learnt = sorted(saved["model"]["vocab"], key=saved["model"]["vocab"].__getitem__)
    tokens = [*SILENT, *learnt]
    assert len(tokens) == VOCABULARY == len(set(tokens)), len(tokens)
    saved["model"] |= {
        "vocab": {token: at for at, token in enumerate(tokens)},
        "byte_fallback": True,
        "unk_token": UNKNOWN,
        "fuse_unk": True,
    }
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    saved["added_tokens"] = [
        {"id": at, "content": token, "special": token in HIDDEN, **flags}
        for at, token in enumerate([*HIDDEN, *VISIBLE])
    ]
    replaced = {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}
    saved["decoder"] = {"type": "Sequence", "decoders": [replaced, {"type": "ByteFallback"}, {"type": "Fuse"}]}
    saved["post_processor"] = None
    return saved


def write_folder(folder: Path) -> None:
    """The model as transformers loads it."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    made = tokenizer()
    tokens = list(made["model"]["vocab"])
    config = {
        "architectures": ["Gemma4ForCausalLM"],
        "model_type": "gemma4_text",
        "dtype": "float32",
        "vocab_size": VOCABULARY,
        "vocab_size_per_layer_input": VOCABULARY,
        "hidden_size": WIDTH,
        "intermediate_size": INNER,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": KEYS,
        "head_dim": NARROW,
        "global_head_dim": WIDE,
        "hidden_size_per_layer_input": PER_LAYER,
        "num_kv_shared_layers": SHARED,
        "sliding_window": WINDOW,
        "layer_types": KINDS,
        "final_logit_softcapping": CAP,
        "max_position_embeddings": CONTEXT,
        "rms_norm_eps": EPSILON,
        "rope_parameters": {
            "sliding_attention": {"rope_type": "default", "rope_theta": BASE_SLIDING},
            "full_attention": {"rope_type": "proportional", "partial_rotary_factor": ROTATED, "rope_theta": BASE},
        },
        **_special_ids(tokens),
        "tie_word_embeddings": True,
    }
    files: dict[str, Any] = {
        "config.json": config,
        "generation_config.json": {"do_sample": True, "top_k": 64, **_special_ids(tokens)},
        "tokenizer.json": made,
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": BEGIN,
            "eos_token": END,
            "pad_token": PADDING,
            "unk_token": UNKNOWN,
            "clean_up_tokenization_spaces": False,
            "model_max_length": CONTEXT,
        },
    }
    for name, value in files.items():
        (folder / name).write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "chat_template.jinja").write_text(TEMPLATE, encoding="utf-8")
    save_file(weights(tokens), folder / "model.safetensors", metadata={"format": "pt"})


def _special_ids(tokens: list[str]) -> dict[str, Any]:
    ends = [tokens.index(token) for token in ENDING]
    return {"pad_token_id": tokens.index(PADDING), "bos_token_id": tokens.index(BEGIN), "eos_token_id": ends}


def write_gguf(path: Path) -> None:
    """The model as llama.cpp loads it."""
    from gguf import GGUFWriter

    path.parent.mkdir(parents=True, exist_ok=True)
    made = tokenizer()
    tokens = list(made["model"]["vocab"])
    writer = GGUFWriter(path, "gemma4")
    writer.add_name("tiny Gemma 4, random")
    _describe(writer)
    _describe_tokens(writer, tokens, [" ".join(merge) for merge in made["model"]["merges"]])
    for name, array in weights(tokens).items():
        writer.add_tensor(_gguf_name(name), array)
    rotated = int(WIDE * ROTATED / 2)
    # A frequency divided by this much does not rotate: the rest of each head of full attention stays as it is.
    still = np.float32(1e30)
    factors = np.array([1.0] * rotated + [still] * (WIDE // 2 - rotated), np.float32)
    writer.add_tensor("rope_freqs.weight", factors)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _describe(writer: Any) -> None:
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEYS)
    writer.add_key_length(WIDE)
    writer.add_value_length(WIDE)
    writer.add_key_length_swa(NARROW)
    writer.add_value_length_swa(NARROW)
    writer.add_rope_dimension_count(WIDE)
    writer.add_rope_dimension_count_swa(NARROW)
    writer.add_rope_freq_base(BASE)
    writer.add_rope_freq_base_swa(BASE_SLIDING)
    writer.add_sliding_window(WINDOW)
    writer.add_sliding_window_pattern([kind == "sliding_attention" for kind in KINDS])
    writer.add_shared_kv_layers(SHARED)
    writer.add_embedding_length_per_layer_input(PER_LAYER)
    writer.add_final_logit_softcapping(CAP)
    writer.add_layer_norm_rms_eps(EPSILON)


def _describe_tokens(writer: Any, tokens: list[str], merges: list[str]) -> None:
    from gguf import TokenType

    kinds = {
        **dict.fromkeys(HIDDEN, TokenType.CONTROL),
        **dict.fromkeys(VISIBLE, TokenType.USER_DEFINED),
        **dict.fromkeys(BYTES, TokenType.BYTE),
    }
    writer.add_tokenizer_model("gemma4")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([kinds.get(token, TokenType.NORMAL) for token in tokens])
    writer.add_token_merges(merges)
    writer.add_bos_token_id(tokens.index(BEGIN))
    writer.add_eos_token_id(tokens.index(END))
    writer.add_eot_token_id(tokens.index(END_OF_TURN))
    writer.add_pad_token_id(tokens.index(PADDING))
    writer.add_unk_token_id(tokens.index(UNKNOWN))
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(TEMPLATE)


def _gguf_name(name: str) -> str:
    """``model.layers.3.mlp.up_proj.weight`` as ``blk.3.ffn_up.weight``."""
    bare = name.removesuffix(".weight")
    if not bare.startswith("model.layers."):
        return f"{NAMES[bare]}.weight"
    layer, inner = bare.removeprefix("model.layers.").split(".", 1)
    return f"blk.{layer}.{NAMES[inner]}.weight"


if __name__ == "__main__":
    {"gguf": write_gguf, "folder": write_folder}[sys.argv[1]](Path(sys.argv[2]))
